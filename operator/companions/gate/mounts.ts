import { nodeOf, type SecurityPlan } from '../../plan/plan.ts';
import type { KeyReference } from '../../plan/request-match.ts';
import { digestOf } from '../digest.ts';
import { FILES } from './files.ts';

/** Volumes of a gate and where they are mounted, in one order for any order of policies. */
export interface Mounts {
  readonly volumes: readonly object[];
  readonly volumeMounts: readonly object[];
}

type Source = 'secret' | 'configMap';
interface Mount {
  readonly source: Source;
  readonly object: string;
  readonly mountPath: string;
  /** Keys that are asked for; none: all of them. */
  readonly keys: ReadonlySet<string>;
}

/**
 * All that policies of a namespace name. `optional`: a missing object refuses the callers of its own policy, and holds up
 * no pod that other policies need.
 */
export function mountsOf(plans: readonly SecurityPlan[]): Mounts {
  const mounts = new Map<string, Mount>();
  const add = (source: Source, object: string, mountPath: string | undefined, key?: string): void => {
    if (mountPath === undefined) return;
    const keys = new Set([...(mounts.get(mountPath)?.keys ?? []), ...(key === undefined ? [] : [key])]);
    mounts.set(mountPath, { source, object, mountPath, keys });
  };
  const folder = (path: string | undefined) => path?.slice(0, path.lastIndexOf('/'));
  const byKey = (source: Source, ref: KeyReference | undefined, path: typeof FILES.ca) => {
    if (ref) add(source, ref.name, folder(path(ref)), ref.key);
  };
  for (const plan of plans) {
    const authentication = nodeOf(plan, 'authentication');
    const secret = authentication?.apiKeys?.secretName;
    if (secret !== undefined) add('secret', secret, FILES.keys(secret));
    byKey('configMap', authentication?.caBundle, FILES.ca);
    const authority = nodeOf(plan, 'client-certificates')?.authority;
    if (authority?.source === 'secret')
      add('secret', authority.secretName, folder(FILES.revocation(authority.secretName)), 'ca.crl');
    byKey('secret', nodeOf(plan, 'rate-store')?.redis?.passwordSecretRef, FILES.password);
  }
  const sorted = [...mounts.values()].toSorted((a, b) => (a.mountPath < b.mountPath ? -1 : 1));
  return {
    volumes: sorted.map(volumeOf),
    volumeMounts: sorted.map(({ mountPath }) => ({ name: nameOf(mountPath), mountPath, readOnly: true })),
  };
}

function volumeOf({ source, object, mountPath, keys }: Mount): object {
  const items = [...keys].toSorted().map((key) => ({ key, path: key }));
  const content = { ...(items.length > 0 && { items }), optional: true };
  const name = nameOf(mountPath);
  return source === 'secret'
    ? { name, secret: { secretName: object, ...content } }
    : { name, configMap: { name: object, ...content } };
}

/** Names of volumes are shorter than names of objects may be. */
const nameOf = (mountPath: string): string => `from-${digestOf(mountPath).slice(0, 12)}`;
