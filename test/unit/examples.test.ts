import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import type { ApiPolicy } from '../../operator/api/types.generated.ts';
import { validateApiPolicy, validateClusterApiPolicy } from '../../operator/api/validate.ts';
import { filesUnder, ROOT } from './modules.ts';

const manifests = filesUnder('examples').filter((path) => path.endsWith('.yaml'));

function objectsOf(path: string): KubernetesObject[] {
  return parseAllDocuments(readFileSync(join(ROOT, path), 'utf8')).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as KubernetesObject;
  });
}

const isPolicy = (object: KubernetesObject): object is ApiPolicy => object.kind === 'ApiPolicy';
const isBaseline = (object: KubernetesObject): boolean => object.kind === 'ClusterApiPolicy';
const folderOf = (path: string): string => path.split('/')[1] ?? '';

describe.each(manifests)('%s', (path) => {
  test('is valid, and begins with what it is for', () => {
    const objects = objectsOf(path);
    expect(objects.length).toBeGreaterThan(0);
    for (const object of objects.filter(isPolicy)) expect(validateApiPolicy(object)).toEqual([]);
    for (const object of objects.filter(isBaseline)) expect(validateClusterApiPolicy(object)).toEqual([]);
    if (objects.some((object) => isPolicy(object) || isBaseline(object)))
      expect(readFileSync(join(ROOT, path), 'utf8')).toMatch(/^# [A-Z]/);
  });
});

test('every example has a policy, an Ingress that it governs, and a line in the list', () => {
  const list = readFileSync(join(ROOT, 'examples/README.md'), 'utf8');
  const folders = [...new Set(manifests.map(folderOf))];
  expect(folders.length).toBeGreaterThan(5);
  for (const folder of folders) {
    const objects = manifests.filter((path) => folderOf(path) === folder).flatMap(objectsOf);
    const ingresses = objects.filter(({ kind }) => kind === 'Ingress').map(({ metadata }) => metadata.name);
    const named = objects.filter(isPolicy).flatMap(({ spec }) => spec.targetRefs ?? []);
    expect(objects.some(isPolicy), folder).toBe(true);
    expect(named.map(({ name }) => name).filter((name) => !ingresses.includes(name))).toEqual([]);
    expect(list).toContain(`](${folder})`);
  }
});
