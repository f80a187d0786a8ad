import type { Path } from './path.ts';

/** One thing that is wrong with a document. */
export interface Problem {
  /** The deepest wrong field; for a rule over several fields their nearest common parent. */
  readonly path: Path;
  /** Stable kebab-case name of the rule that is broken, as `enum` or `hsts-preload`. */
  readonly rule: string;
  /** For the person who reads it: what to write. Does not repeat the path. */
  readonly message: string;
}
