import { readFile, stat } from 'node:fs/promises';
import { describe } from './kube/errors.ts';
import type { Logger } from './kube/logger.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/;

/**
 * The CA that probes trust beside the system's roots, from a file that may change under way: a mounted ConfigMap is
 * replaced in place. While the file cannot be used, what it held last counts, and the log says so once.
 */
export class ProbeCa {
  readonly #path: string;
  readonly #logger: Logger;
  #changed: number | undefined;
  #pem: string | undefined;
  #complaint: string | undefined;

  /** @param path PEM, one certificate or more. */
  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  /** Undefined until the file has held a certificate. Never rejects. */
  async current(): Promise<string | undefined> {
    try {
      const { mtimeMs } = await stat(this.#path);
      if (mtimeMs === this.#changed) return this.#pem;
      const text = await readFile(this.#path, 'utf8');
      if (!CERTIFICATE.test(text)) throw new Error('it holds no PEM certificate');
      this.#pem = text;
      this.#changed = mtimeMs;
      this.#complaint = undefined;
    } catch (error) {
      this.#complain(describe(error));
    }
    return this.#pem;
  }

  #complain(reason: string): void {
    if (reason === this.#complaint) return;
    this.#complaint = reason;
    const kept = this.#pem === undefined ? 'only the system’s roots are trusted' : 'the earlier one counts';
    this.#logger.warn(`the CA of the probes cannot be read; ${kept}`, { file: this.#path, reason });
  }
}
