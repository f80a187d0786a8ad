import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { describe } from './kube/errors.ts';
import type { Logger } from './kube/logger.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** What probes trust beside the system's roots. */
export interface TrustedCa {
  /** Absent until the file has held certificates. */
  readonly pem?: string;
  /** Why the file cannot be used as it stands now. */
  readonly problem?: string;
}

/**
 * The CA that probes trust beside the system's roots, from a file that may change under way: a mounted ConfigMap is
 * replaced in place. While the file cannot be used, what it held last counts, and the log says so once.
 */
export class ProbeCa {
  readonly #path: string;
  readonly #logger: Logger;
  #changed: number | undefined;
  #pem: string | undefined;
  #problem: string | undefined;

  /** @param path PEM, one certificate or more. */
  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  /** Never rejects. */
  async current(): Promise<TrustedCa> {
    try {
      const { mtimeMs } = await stat(this.#path);
      if (mtimeMs !== this.#changed || this.#problem !== undefined) {
        this.#pem = checked(await readFile(this.#path, 'utf8'));
        this.#changed = mtimeMs;
        this.#problem = undefined;
      }
    } catch (error) {
      this.#complain(describe(error));
    }
    return {
      ...(this.#pem !== undefined && { pem: this.#pem }),
      ...(this.#problem !== undefined && { problem: this.#problem }),
    };
  }

  #complain(reason: string): void {
    if (reason === this.#problem) return;
    this.#problem = reason;
    const kept = this.#pem === undefined ? 'only the system’s roots are trusted' : 'the earlier one counts';
    this.#logger.warn(`the CA of the probes cannot be read; ${kept}`, { file: this.#path, reason });
  }
}

/** A handshake passes over what it cannot read without a word, so it is looked at here. @throws Error that says what is wrong. */
function checked(text: string): string {
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw new Error('it holds no PEM certificate');
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch {
      throw new Error(`certificate ${index + 1} of ${certificates.length} in it is broken`);
    }
  }
  return text;
}
