import type { ApiPolicy } from '../api/types.generated.ts';
import type { ObservedIngress } from './ownership.ts';

/**
 * Whether the answer to a write shows a change of somebody else's that the decision behind the write had not seen: it
 * came between reading and writing. Then the watch event of that write is no mere echo: nothing else may tell, since the
 * answer is newer than the event of that change.
 */
export function policyChangedMeanwhile(read: ApiPolicy, answer: ApiPolicy): boolean {
  return (
    read.metadata.generation !== answer.metadata.generation ||
    !sameMap(read.metadata.annotations, answer.metadata.annotations)
  );
}

/** The same for an Ingress, where annotations and perhaps `spec.tls` are our own to change. */
export function ingressChangedMeanwhile(read: ObservedIngress, answer: ObservedIngress): boolean {
  const ours = new Set([...read.ownership.ours, ...answer.ownership.ours]);
  const tls = read.ownership.tls.ours || answer.ownership.tls.ours;
  const spec = ({ spec }: ObservedIngress): string =>
    JSON.stringify(tls ? { ...spec, tls: undefined } : spec);
  return (
    spec(read) !== spec(answer) ||
    !sameMap(read.metadata.labels, answer.metadata.labels) ||
    !sameMap(read.metadata.annotations, answer.metadata.annotations, ours)
  );
}

type Texts = Readonly<Record<string, string>>;

function sameMap(one: Texts = {}, other: Texts = {}, apart: ReadonlySet<string> = new Set()): boolean {
  const counts = (key: string): boolean => !apart.has(key);
  const [keys, others] = [Object.keys(one).filter(counts), Object.keys(other).filter(counts)];
  return keys.length === others.length && keys.every((key) => one[key] === other[key]);
}
