import { formatPath, type Path } from '../path.ts';
import type { Problem } from '../problem.ts';

/** Said only when nothing better is said about the same field. */
const WEAK = new Set(['pattern', 'max-length', 'min-length']);

/**
 * One text a fault, in the order of the document: of a value of the wrong type only that is said; a bound or an alphabet
 * is not repeated beside a rule that says more about the same field; and a text is not said twice.
 */
export const tidy = (problems: readonly Problem[], document: unknown): readonly Problem[] => {
  const strong = new Set(problems.filter(({ rule }) => !WEAK.has(rule)).map(({ path }) => formatPath(path)));
  const mistyped = new Set(
    problems.filter(({ rule }) => rule === 'type').map(({ path }) => formatPath(path)),
  );
  const seen = new Set<string>();
  const kept = problems.filter(({ path, rule, message }) => {
    const at = formatPath(path);
    if (rule !== 'type' && mistyped.has(at)) return false;
    if (WEAK.has(rule) && strong.has(at)) return false;
    if (rule === 'pattern' && seen.has(`${at} min-length`)) return false;
    const once = !seen.has(`${at} ${message}`);
    seen.add(`${at} ${message}`).add(`${at} ${rule}`);
    return once;
  });
  return kept
    .map((problem) => ({ problem, order: orderOf(document, problem.path) }))
    .toSorted((a, b) => compare(a.order, b.order))
    .map(({ problem }) => problem);
};

/** Position of each step among its siblings; what is not there comes after what is. */
const orderOf = (document: unknown, path: Path): readonly number[] => {
  let value = document;
  return path.map((step) => {
    if (typeof value !== 'object' || value === null) return Number.MAX_SAFE_INTEGER;
    const index = typeof step === 'number' ? step : Object.keys(value).indexOf(step);
    value = (value as Record<string | number, unknown>)[step];
    return index < 0 ? Number.MAX_SAFE_INTEGER : index;
  });
};

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (const [index, value] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (value !== other) return value - other;
  }
  return a.length - b.length;
};
