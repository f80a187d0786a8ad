import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { sleep, systemClock } from '../kube/clock.ts';
import { describe } from '../kube/errors.ts';
import type { Logger } from '../kube/logger.ts';
import { GATE } from '../plan/gate-plan.ts';
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
    return planIn(await readFile(file, 'utf8'));
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

/**
 * The plan among the documents of a YAML stream, or the data alone as the only one; there an entry may be written as an
 * object instead of as JSON in a text.
 */
function planIn(text: string): PlanFile {
  const documents = parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return objectIn(document.toJS() ?? {}, 'it is no object');
  });
  const [only = {}, ...more] = documents;
  const objects = documents.filter(({ kind }) => kind !== undefined);
  if (objects.length === 0 && more.length === 0) return { data: entriesOf(only) };
  const plan = objects.find(
    ({ kind, metadata }) =>
      kind === 'ConfigMap' && objectIn(metadata ?? {}, 'metadata is no object').name === GATE.planName,
  );
  if (plan === undefined)
    throw new Error(`it holds no ConfigMap ${GATE.planName}; give that, or its data alone`);
  const { namespace } = objectIn(plan.metadata ?? {}, 'metadata is no object');
  return {
    ...(typeof namespace === 'string' && { namespace }),
    data: entriesOf(objectIn(plan.data ?? {}, 'data is no object')),
  };
}

const entriesOf = (data: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(data).map(([name, entry]) => [
      name,
      typeof entry === 'string' ? entry : JSON.stringify(entry),
    ]),
  );

function objectIn(value: unknown, otherwise: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(otherwise);
  return value as Readonly<Record<string, unknown>>;
}
