import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { getCACertificates } from 'node:tls';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const LARGEST_FILE = 1_048_576;

interface Read {
  readonly version: string;
  readonly roots: readonly string[];
}

/** CAs from files, which may change under way, beside the roots of Node and of the system. */
export class TrustFiles {
  readonly #files = new Map<string, Read>();
  #roots: readonly string[] | undefined;

  /**
   * All that is trusted; undefined: without a file, what Node trusts by itself. The same list as long as the file is.
   * @throws Error that says what is wrong with the file.
   */
  rootsOf(file: string | undefined): readonly string[] | undefined {
    if (file === undefined) return undefined;
    const { mtimeMs, size, ino } = statSync(file);
    const version = `${mtimeMs} ${size} ${ino}`;
    const known = this.#files.get(file);
    if (known?.version === version) return known.roots;
    if (size > LARGEST_FILE) throw new Error(`${file}: it is larger than 1 MiB`);
    this.#roots ??= [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
    const roots = [...this.#roots, ...certificatesOf(file, readFileSync(file, 'utf8'))];
    this.#files.set(file, { version, roots });
    return roots;
  }

  /** Forgets files that no policy names any more. */
  keep(files: ReadonlySet<string>): void {
    for (const file of this.#files.keys()) if (!files.has(file)) this.#files.delete(file);
  }
}

/** A handshake passes over what it cannot read without a word, so it is looked at here. */
function certificatesOf(file: string, text: string): string[] {
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw new Error(`${file}: it holds no PEM certificate`);
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch {
      throw new Error(`${file}: certificate ${index + 1} of ${certificates.length} is broken`);
    }
  }
  return certificates;
}
