/** How much a finding matters: only an error makes the exit code 1. */
export type Severity = 'error' | 'warning' | 'info';

/** One finding, as `apipolicy lint --output json` writes it. The shape is part of the command's interface. */
export interface Finding {
  /** As the user named it; `-` for standard input. */
  readonly file: string;
  /** From 1, of the deepest written field on the path. */
  readonly line: number;
  readonly column: number;
  /** As `ApiPolicy shop/orders`. */
  readonly object: string;
  /** As `spec.rateLimit.rules[1].requests`; empty for the whole document. */
  readonly path: string;
  /** Stable kebab-case id. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Other objects that it is about, as `Ingress shop/orders`. */
  readonly related: readonly string[];
}
