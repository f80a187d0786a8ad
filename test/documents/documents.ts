import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';

/** Objects of a YAML stream, in order; empty documents are passed over. */
export function documentsOf(text: string, source: string): KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${source}: ${error.message}`);
    const object: KubernetesObject | null = document.toJS();
    return object ? [object] : [];
  });
}

/** Objects of a file, or of every YAML file below a directory, by name. */
export function documentsAt(path: string): KubernetesObject[] {
  if (!statSync(path).isDirectory()) return documentsOf(readFileSync(path, 'utf8'), path);
  return yamlFilesBelow(path).flatMap(documentsAt);
}

function yamlFilesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(directory, name));
}
