/** Stops a timer; calling it again does nothing. */
export type Cancel = () => void;

/** Time as the runtime sees it. Passed in, so that tests own it. */
export interface Clock {
  /** Milliseconds since the epoch; may jump. For what people read: timestamps. */
  wall(): number;
  /** Milliseconds since some fixed moment; never goes back. For durations and deadlines. */
  monotonic(): number;
  /** Calls `callback` once after `ms` milliseconds. */
  after(ms: number, callback: () => void): Cancel;
}

/** The longest delay that Node's timers keep; a longer one would fire at once. */
const longestTimer = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, longestTimer));
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms` milliseconds, or at once when `signal` aborts; true when the time was slept in full. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted === true) return Promise.resolve(false);
  return new Promise((resolve) => {
    const onAbort = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve(true);
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
