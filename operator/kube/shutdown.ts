import { type Clock, sleep } from './clock.ts';
import { describe } from './errors.ts';
import type { Logger } from './logger.ts';

/** The part of `process` that is used here. */
export interface SignalSource {
  on(signal: 'SIGTERM' | 'SIGINT', handler: () => void): unknown;
  off(signal: 'SIGTERM' | 'SIGINT', handler: () => void): unknown;
}

/**
 * A signal that aborts at the first SIGTERM or SIGINT, which asks for an orderly end. A second one calls `force`:
 * whoever presses Ctrl-C twice does not want to wait.
 */
export function stopSignal(options: {
  readonly source: SignalSource;
  readonly logger: Logger;
  readonly force: () => void;
}): { readonly signal: AbortSignal; readonly dispose: () => void } {
  const { source, logger, force } = options;
  const abort = new AbortController();
  const stop = (name: string) => (): void => {
    if (abort.signal.aborted) {
      logger.warn('a second signal: ending at once', { signal: name });
      force();
      return;
    }
    logger.info('stopping', { signal: name });
    abort.abort();
  };
  const onTerm = stop('SIGTERM');
  const onInterrupt = stop('SIGINT');
  source.on('SIGTERM', onTerm);
  source.on('SIGINT', onInterrupt);
  return {
    signal: abort.signal,
    dispose: () => {
      source.off('SIGTERM', onTerm);
      source.off('SIGINT', onInterrupt);
    },
  };
}

export interface ShutdownStep {
  readonly name: string;
  run(): Promise<unknown>;
}

/**
 * Runs the steps of a shutdown, each after the former has ended: what takes in work first, what it needs last.
 * Together they get `graceMs`; a step that fails, or is not over by then, is logged, and the next one still runs.
 * True when all went well.
 */
export async function shutDown(
  steps: readonly ShutdownStep[],
  options: { readonly graceMs: number; readonly clock: Clock; readonly logger: Logger },
): Promise<boolean> {
  const { graceMs, clock, logger } = options;
  const deadline = clock.monotonic() + graceMs;
  let orderly = true;
  for (const step of steps) {
    const done = new AbortController();
    const late = sleep(clock, Math.max(0, deadline - clock.monotonic()), done.signal);
    const outcome = await Promise.race([
      step.run().then(
        () => 'done',
        (error: unknown) => describe(error),
      ),
      late.then(() => 'it was not over in time'),
    ]);
    done.abort();
    if (outcome === 'done') continue;
    orderly = false;
    logger.warn('a step of the shutdown failed', { step: step.name, reason: outcome });
  }
  return orderly;
}
