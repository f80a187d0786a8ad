import { createHash } from 'node:crypto';
import type { DecisionLog, RefusedRequest } from '../ports.ts';

export interface LineLogOptions {
  /** Takes one line with its newline; false: it has enough for now, and further lines are left out. */
  readonly write: (line: string) => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Refusals that are written a second; more are counted. */
  readonly linesPerSecond?: number;
  /** Called for each refusal that was not written. */
  readonly onLeftOut?: () => void;
}

/**
 * One JSON object a refusal. What a client chose itself is bounded and reduced to a harmless alphabet; no token, cookie,
 * query or path is ever written, and a caller only as a digest, by which lines of one caller can be told to belong
 * together. A flood of refusals does not fill a disk: beyond a number a second they are counted, and the count is told.
 */
export class LineLog implements DecisionLog {
  readonly #options: LineLogOptions;
  readonly #most: number;
  #second = 0;
  #written = 0;
  #leftOut = 0;

  constructor(options: LineLogOptions) {
    this.#options = options;
    this.#most = options.linesPerSecond ?? 50;
  }

  refused({ requestId, policy, refusal, rule, reason, subject }: RefusedRequest): void {
    if (!this.#hasRoom()) {
      this.#leftOut += 1;
      this.#options.onLeftOut?.();
      return;
    }
    this.#line({
      level: 'info',
      message: 'refused',
      requestId: requestId?.replace(/[^A-Za-z0-9_-]/g, '').slice(0, 64),
      policy: policy.replace(/[^a-z0-9.-]/g, '').slice(0, 253),
      refusal,
      rule,
      reason: reason?.slice(0, 300),
      subject: subject && createHash('sha256').update(subject).digest('hex').slice(0, 16),
    });
  }

  failed(where: string, error: unknown): void {
    if (!this.#hasRoom()) {
      this.#leftOut += 1;
      return;
    }
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#line({ level: 'error', message: 'a fault in the program', where, reason: reason.slice(0, 4_096) });
  }

  /** Tells what was left out, if anything was. To be called from time to time, and at the end. */
  flush(): void {
    if (this.#leftOut === 0) return;
    const count = this.#leftOut;
    this.#leftOut = 0;
    this.#line({ level: 'warn', message: 'refusals were not written: there were too many', count });
  }

  #hasRoom(): boolean {
    const second = Math.floor(this.#options.now() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#written = 0;
      this.flush();
    }
    if (this.#written >= this.#most) return false;
    this.#written += 1;
    return true;
  }

  #line(fields: Readonly<Record<string, unknown>>): void {
    const time = new Date(this.#options.now()).toISOString();
    if (!this.#options.write(`${JSON.stringify({ time, ...fields })}\n`)) this.#written = this.#most;
  }
}
