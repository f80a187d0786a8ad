import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where binaries and images are kept between runs: `$APIPOLICY_CACHE`, else `apipolicy` under `$XDG_CACHE_HOME` or
 * `~/.cache`. It may be deleted at any time; everything in it is made again.
 */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env.APIPOLICY_CACHE) return env.APIPOLICY_CACHE;
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'apipolicy');
}

/** A short name for content: equal inputs, equal name. Parts are kept apart, so `ab`,`c` differs from `a`,`bc`. */
export function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    hash.update(`${bytes.byteLength}:`).update(bytes);
  }
  return hash.digest('hex').slice(0, 20);
}
