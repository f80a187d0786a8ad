import type { Dispatcher } from 'undici';

/** Asked before a write begins: true, or why it must not. It answers at once and has no effect of its own. */
export type MayWrite = () => true | string;

/** A write that did not begin: nothing of it was sent. */
export class WriteRefusedError extends Error {
  override readonly name = 'WriteRefusedError';

  constructor(operation: string, why: string) {
    super(`${operation}: not sent: ${why}`);
  }
}

/** @throws WriteRefusedError when the write must not begin. */
export function assertMayWrite(mayWrite: MayWrite, operation: string): void {
  const answer = mayWrite();
  if (answer !== true) throw new WriteRefusedError(operation, answer);
}

/**
 * A dispatcher that asks in the moment in which a request would go out on its connection.
 *
 * To ask when the request is made is not enough: it may wait for a connection, and the process may be stopped
 * meanwhile for any time (SIGSTOP, a frozen container). When it wakes, the connection is served before timers run, so
 * that a timer cannot call the request back.
 */
export function gated(dispatcher: Dispatcher, mayWrite: MayWrite, operation: string): Dispatcher {
  return dispatcher.compose(
    (dispatch) => (options, handler) => dispatch(options, new GatedHandler(handler, mayWrite, operation)),
  );
}

class GatedHandler implements Dispatcher.DispatchHandler {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #mayWrite: MayWrite;
  readonly #operation: string;

  constructor(handler: Dispatcher.DispatchHandler, mayWrite: MayWrite, operation: string) {
    this.#handler = handler;
    this.#mayWrite = mayWrite;
    this.#operation = operation;
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    const answer = this.#mayWrite();
    if (answer !== true) controller.abort(new WriteRefusedError(this.#operation, answer));
    else this.#handler.onRequestStart?.(controller, context);
  }

  onResponseStart(...args: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>): void {
    this.#handler.onResponseStart?.(...args);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#handler.onResponseData?.(controller, chunk);
  }

  onResponseEnd(...args: Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseEnd']>>): void {
    this.#handler.onResponseEnd?.(...args);
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.#handler.onResponseError?.(controller, error);
  }
}
