import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import type { Ingress, KubernetesObject } from '../../operator/api/kubernetes.ts';
import type { ApiPolicy, ApiPolicyStatus } from '../../operator/api/types.generated.ts';
import { analyse } from '../../operator/cli/analysis.ts';
import { type Rendering, renderDocuments } from '../../operator/cli/render.ts';
import { composeStatus } from '../../operator/reconcile/status.ts';
import { documentsOf } from '../documents/documents.ts';

const FILES = join(import.meta.dirname, 'files');
const BULLET = /^# {3}((?:render|lint|status|behaviour|note)\b.*)$/;

/** One situation from the field: what must come out, and the documents that a user would write. */
export interface CaseFile {
  /** `03`, the number that the file's name begins with. */
  readonly id: string;
  readonly bullets: readonly string[];
  readonly documents: readonly KubernetesObject[];
}

export const CASE_FILES: readonly CaseFile[] = readdirSync(FILES)
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => {
    const text = readFileSync(join(FILES, name), 'utf8');
    return { id: name.slice(0, 2), bullets: bulletsOf(text), documents: documentsOf(text, name) };
  });

export function caseFile(id: string): CaseFile {
  const found = CASE_FILES.find((file) => file.id === id);
  if (!found) throw new Error(`there is no case file ${id}`);
  return found;
}

/** A test of one bullet, by file and number, named by its own words. */
export function bullet(id: string, number: number, test: () => void | Promise<void>): void {
  const text = caseFile(id).bullets[number - 1];
  if (text === undefined) throw new Error(`case ${id} has no bullet ${number}`);
  it(`${id}.${number} ${text}`, test);
}

function bulletsOf(text: string): string[] {
  const lines = text.split('\n');
  const header = lines.slice(
    lines.indexOf('# expected:') + 1,
    lines.findIndex((line) => !line.startsWith('#')),
  );
  return header.flatMap((line) => BULLET.exec(line)?.[1] ?? []);
}

export function rendered(
  documents: readonly KubernetesObject[],
  options: Parameters<typeof renderDocuments>[1] = {},
): Rendering {
  return renderDocuments(documents, options);
}

/** Annotations that would be applied to an Ingress, names without the gateway's prefix; undefined: it is not rendered. */
export function annotationsOf(rendering: Rendering, name: string): Record<string, string> | undefined {
  const objects = rendering.objects as readonly Ingress[];
  const found = objects.find(({ kind, metadata }) => kind === 'Ingress' && metadata.name === name);
  if (!found) return undefined;
  const prefix = 'nginx.ingress.kubernetes.io/';
  const entries = Object.entries(found.metadata.annotations ?? {});
  return Object.fromEntries(
    entries
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, value]) => [key.slice(prefix.length), value]),
  );
}

/** The documents with every policy's spec changed. */
export function withSpec(
  documents: readonly KubernetesObject[],
  change: (spec: ApiPolicy['spec']) => object,
): KubernetesObject[] {
  return documents.map((document) =>
    isPolicy(document) ? { ...document, spec: change(document.spec) } : document,
  );
}

/** The documents with the data of the controller's ConfigMap changed, or without it (`undefined`). */
export function withConfigMap(
  documents: readonly KubernetesObject[],
  data: Readonly<Record<string, string>> | undefined,
): KubernetesObject[] {
  const others = documents.filter(
    ({ kind, metadata }) => kind !== 'ConfigMap' || metadata.namespace !== 'ingress-nginx',
  );
  if (!data) return others;
  const metadata = { name: 'ingress-nginx-controller', namespace: 'ingress-nginx' };
  const configMap: KubernetesObject & { data: object } = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data,
  };
  return [...others, configMap];
}

/** The status that a policy would have, its annotations written. */
export function statusOf(documents: readonly KubernetesObject[], name: string): ApiPolicyStatus {
  const decision = analyse(documents).decisions.find(({ policy }) => policy.metadata.name === name);
  if (!decision) throw new Error(`no decision about policy ${name}`);
  return composeStatus(decision, new Map(), undefined, '2026-11-24T12:00:00Z');
}

function isPolicy(document: KubernetesObject): document is ApiPolicy {
  return document.kind === 'ApiPolicy';
}
