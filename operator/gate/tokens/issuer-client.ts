import { Agent, request } from 'undici';
import type { TrustFiles } from './trust.ts';

/** What an issuer publishes could not be had. The message says what was asked and what came. */
export class IssuerError extends Error {
  override readonly name = 'IssuerError';
}

const TIMEOUT_MS = 3_000;
const LARGEST_ANSWER = 262_144;

/**
 * Gets JSON from issuers: over https alone, checked against the trusted CAs, without redirects, within a size and a time.
 */
export class IssuerClient {
  readonly #trust: TrustFiles;
  readonly #agents = new Map<
    string,
    { readonly roots: readonly string[] | undefined; readonly agent: Agent }
  >();

  constructor(trust: TrustFiles) {
    this.#trust = trust;
  }

  /** @throws IssuerError */
  async json(url: string, caFile: string | undefined): Promise<unknown> {
    if (!/^https:\/\/[^/?#@\s]+(?:[/?][^#\s]*)?$/i.test(url) || !URL.canParse(url))
      throw new IssuerError(`${url} is no https URL`);
    try {
      const { statusCode, body } = await request(url, {
        dispatcher: this.#agent(caFile),
        headers: { accept: 'application/json, application/jwk-set+json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      // Also when nobody reads it any more: an error that is not listened to ends the process.
      body.on('error', () => undefined);
      if (statusCode !== 200) {
        body.destroy();
        throw new IssuerError(`it answered ${statusCode}`);
      }
      return JSON.parse(await bounded(body));
    } catch (error) {
      throw new IssuerError(`${url}: ${reasonOf(error)}`, { cause: error });
    }
  }

  /** Closes the connections that trusted what no policy names any more. */
  keep(files: ReadonlySet<string>): void {
    for (const [file, { agent }] of this.#agents) {
      if (file === '' || files.has(file)) continue;
      this.#agents.delete(file);
      void agent.close();
    }
  }

  async end(): Promise<void> {
    await Promise.all([...this.#agents.values()].map(({ agent }) => agent.destroy()));
  }

  #agent(caFile: string | undefined): Agent {
    const roots = this.#trust.rootsOf(caFile);
    const known = this.#agents.get(caFile ?? '');
    if (known !== undefined && known.roots === roots) return known.agent;
    void known?.agent.close();
    const agent = new Agent({
      connections: 2,
      connect: { timeout: TIMEOUT_MS, ...(roots !== undefined && { ca: [...roots] }) },
    });
    this.#agents.set(caFile ?? '', { roots, agent });
    return agent;
  }
}

async function bounded(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the stream.
    if (size > LARGEST_ANSWER) throw new IssuerError('its answer is larger than 256 KiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'its answer is no JSON';
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS} ms`;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message.includes(code) ? error.message : `${error.message} (${code})`;
}
