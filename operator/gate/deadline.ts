import type { Failed } from './refusal.ts';

/** nginx waits 60 s for a decision, with a worker's connection and the client's in hand. */
export const DECISION_MS = 5_000;

/** The answer of `work`, or `unavailable` when the time is over; `work` is told by its signal. */
export async function within<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | Failed> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Failed>((resolve) => {
    timer = setTimeout(() => {
      resolve({ kind: 'unavailable', reason: `no decision within ${milliseconds} ms` });
      controller.abort();
    }, milliseconds);
  });
  const result = work(controller.signal);
  // When it has lost the race nobody listens to it any more.
  result.catch(() => undefined);
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}
