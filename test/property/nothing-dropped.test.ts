import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../operator/api/kubernetes.ts';
import { renderDocuments } from '../../operator/cli/render.ts';
import { toYaml } from '../../operator/cli/yaml-out.ts';
import { aBaseline, aController, aControllerConfigMap, anIngress, aPolicy } from '../generators/objects.ts';
import { BROUGHT, MANAGED, ROTATED, SPEC, WITHOUT_EFFECT } from './every-leaf.ts';

type Path = readonly (string | number)[];

describe.each([
  ['every section', SPEC, WITHOUT_EFFECT],
  // The gateway takes the CA from that Secret, named or not.
  ['certificates that are brought', BROUGHT, ['mutualTLS.backend.ca']],
  ['a managed CA', MANAGED, ROTATED],
] as const)('nothing is accepted and dropped: %s', (_, spec, withoutEffect: readonly string[]) => {
  const whole = outcome(spec);

  it('and the whole of it is rendered, since beside an error nothing is', () => {
    expect(whole).toContain('kind: Ingress');
  });

  it.each(pathsBelow(spec).map((path) => [path.join('.'), path] as const))('without %s', (name, path) => {
    const changed = outcome(without(spec, path)) !== whole;
    expect(changed).toBe(!withoutEffect.includes(name));
  });
});

/** What is rendered and what is said, as one text. */
function outcome(spec: unknown): string {
  const { tls: _, ...ingress } = anIngress().spec;
  const policy: KubernetesObject = { ...aPolicy({}), spec } as KubernetesObject;
  const documents = [
    { ...anIngress(), spec: ingress },
    policy,
    aBaseline({ issuance: { spiffeTrustDomains: ['example.com'] } }),
    aControllerConfigMap({}),
    aController('1.15.1', 2),
  ];
  const { objects, findings } = renderDocuments(documents);
  return toYaml(objects) + JSON.stringify(findings);
}

/** Paths of everything that can be deleted: fields and elements of lists. */
function pathsBelow(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => {
    const below = [...path, key];
    return [below, ...pathsBelow((value as Record<string | number, unknown>)[key], below)];
  });
}

function without(value: unknown, [step, ...rest]: Path): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((part, index) =>
      index !== step ? [part] : rest.length > 0 ? [without(part, rest)] : [],
    );
  }
  const entries = Object.entries(value as object);
  return Object.fromEntries(
    entries.flatMap(([key, part]) =>
      key !== step ? [[key, part]] : rest.length > 0 ? [[key, without(part, rest)]] : [],
    ),
  );
}
