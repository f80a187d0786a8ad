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
  for await (const line of createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY })) {
    const fault = faultOf(line);
    if (fault === 'drop') continue;
    if (fault === 'cut') {
      response.destroy();
      return;
    }
    if (fault === 'truncate') {
      response.write(line.slice(0, Math.floor(line.length / 2)), () => response.destroy());
      return;
    }
    if (fault === 'gone') {
      response.end(`${JSON.stringify({ type: 'ERROR', object: statusObject(410, 'Expired') })}\n`);
      return;
    }
    if (fault !== 'pass') await delay(fault.delayMs);
    if (response.destroyed) return;
    response.write(`${line}\n`);
  }
  response.end();
}
