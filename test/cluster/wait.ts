import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** Milliseconds, 60,000 when left out. */
  timeoutMs?: number;
  /** Milliseconds between two looks, 100 when left out. */
  everyMs?: number;
}

/**
 * Looks again and again until `look` returns something that is neither undefined nor false, and returns that. An error
 * of `look` counts as "not yet"; the last one, or what `look` says by `pending`, stands in the final error.
 *
 * @param description completes the sentence "waited 60 s for …"
 */
export async function waitFor<T>(
  description: string,
  look: (pending: (state: unknown) => void) => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 60_000, everyMs = 100 }: WaitOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  let last = 'nothing was seen';
  for (;;) {
    try {
      const seen = await look((state) => {
        last = typeof state === 'string' ? state : JSON.stringify(state, undefined, 2);
      });
      if (seen !== undefined && seen !== false) return seen;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      last = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() > deadline) {
      throw new Error(`waited ${timeoutMs / 1000} s for ${description}; last seen:\n${last}`);
    }
    await delay(everyMs);
  }
}

/** Thrown by a look when waiting longer cannot help: ends the wait at once. */
export class Hopeless extends Error {}
