import type { ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type LineFault, statusObject } from './faults.ts';

/** Passes a watch on, line by line and in order, as `faultOf` has it; ends when either side does. */
export async function forwardWatch(
  source: Readable,
  response: ServerResponse,
  faultOf: (line: string) => LineFault,
): Promise<void> {
  let sent: Promise<void> = Promise.resolve();
  for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    const fault = faultOf(line);
    // Each line is late by its own delay; a later one does not overtake it, and does not wait twice.
    const due = performance.now() + (typeof fault === 'object' ? fault.delayMs : 0);
    sent = sent.then(async () => {
      await delay(Math.max(0, due - performance.now()));
      if (!response.destroyed) send(line, fault, response);
    });
  }
  await sent;
  response.end();
}

function send(line: string, fault: LineFault, response: ServerResponse): void {
  if (fault === 'drop') return;
  if (fault === 'cut') response.destroy();
  else if (fault === 'truncate')
    response.write(line.slice(0, Math.floor(line.length / 2)), () => response.destroy());
  else if (fault === 'gone')
    response.end(`${JSON.stringify({ type: 'ERROR', object: statusObject(410, 'Expired') })}\n`);
  else response.write(`${line}\n`);
}
