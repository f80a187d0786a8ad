import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { sleep, systemClock } from '../kube/clock.ts';
import { describe } from '../kube/errors.ts';
import type { Logger } from '../kube/logger.ts';
import type { FollowPlan } from './gate-plan-object.ts';
import { UsageError } from './io.ts';

export interface PlanFile {
  /** Of the ConfigMap's metadata, if it is there. */
  readonly namespace?: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Reads a plan. @throws UsageError that says what is wrong with the file. */
export async function readPlanFile(file: string): Promise<PlanFile> {
  try {
    return planIn(parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new UsageError(`--config: ${file}: ${describe(error)}`);
  }
}

const LOOK_MS = 500;

/** The plan of a file that was read already: it is read again, and a content that differs is told. */
export function planFile(file: string, read: PlanFile, logger: Logger): FollowPlan {
  return async (onData, signal) => {
    onData(read.data);
    let last = JSON.stringify(read.data);
    let told = '';
    while (await sleep(systemClock, LOOK_MS, signal)) {
      try {
        const { data } = await readPlanFile(file);
        const content = JSON.stringify(data);
        if (content !== last) onData(data);
        last = content;
        told = '';
      } catch (error) {
        const reason = describe(error);
        if (reason !== told) logger.warn('the plan stays as it is', { reason });
        told = reason;
      }
    }
  };
}

/** A ConfigMap, or its data alone; an entry may be written as an object instead of as JSON in a text. */
function planIn(content: unknown): PlanFile {
  const whole = objectIn(content, 'it is no object');
  if (whole.kind !== undefined && whole.kind !== 'ConfigMap')
    throw new Error('its kind is not ConfigMap; give the ConfigMap apipolicy-gate-plan, or its data alone');
  const { namespace } =
    whole.kind === undefined ? {} : objectIn(whole.metadata ?? {}, 'metadata is no object');
  const data = whole.kind === undefined ? whole : objectIn(whole.data ?? {}, 'data is no object');
  return {
    ...(typeof namespace === 'string' && { namespace }),
    data: Object.fromEntries(
      Object.entries(data).map(([name, entry]) => [
        name,
        typeof entry === 'string' ? entry : JSON.stringify(entry),
      ]),
    ),
  };
}

function objectIn(value: unknown, otherwise: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(otherwise);
  return value as Readonly<Record<string, unknown>>;
}
