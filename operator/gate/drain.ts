import type { IncomingMessage } from 'node:http';

export interface DrainBounds {
  readonly bytes: number;
  readonly milliseconds: number;
}

/**
 * Reads a body to its end and keeps nothing of it: nginx makes 502 of an answer that comes before. False when the body
 * is larger, slower or broken off: then the connection is of no further use.
 */
export function drain(request: IncomingMessage, { bytes, milliseconds }: DrainBounds): Promise<boolean> {
  if (request.complete && request.readableEnded) return Promise.resolve(true);
  return new Promise((resolve) => {
    let seen = 0;
    const done = (whole: boolean): void => {
      clearTimeout(timer);
      request.off('data', count).off('end', ended).off('close', broken).off('error', broken);
      request.on('error', () => undefined);
      if (!whole) request.pause();
      resolve(whole);
    };
    const count = (chunk: Buffer): void => {
      seen += chunk.length;
      if (seen > bytes) done(false);
    };
    const ended = (): void => done(true);
    const broken = (): void => done(false);
    const timer = setTimeout(broken, milliseconds);
    request.on('data', count).on('end', ended).on('close', broken).on('error', broken);
  });
}
