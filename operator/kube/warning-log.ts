import type { Logger } from './logger.ts';

/** Texts remembered; beyond that, the oldest is forgotten and may be told again. */
const mostTexts = 500;

/** Logs the API server's `Warning` headers (deprecated APIs, doubtful values), each text once. */
export class WarningLog {
  readonly #logger: Logger;
  readonly #told = new Set<string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  tell(header: string | readonly string[] | undefined, operation: string): void {
    if (header === undefined) return;
    for (const text of textsOf(typeof header === 'string' ? header : header.join(', '))) {
      if (this.#told.has(text)) continue;
      if (this.#told.size >= mostTexts) this.#forgetOldest();
      this.#told.add(text);
      this.#logger.warn('the API server warns', { warning: text, operation });
    }
  }

  #forgetOldest(): void {
    for (const text of this.#told) {
      this.#told.delete(text);
      return;
    }
  }
}

/** The quoted texts of `299 - "text"` entries (RFC 7234, 5.5); Kubernetes sends code 299 only. */
function textsOf(header: string): string[] {
  return [...header.matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(.)/g, '$1'),
  );
}
