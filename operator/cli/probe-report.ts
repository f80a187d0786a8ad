import { type Assessment, assess } from '../compliance/assess.ts';
import { CATALOGUE } from '../compliance/catalogue.ts';
import type { Wire } from '../compliance/wire.ts';
import type { ProbedPolicy } from './probe-subjects.ts';

/** What came out for one policy. */
export interface ProbeReport {
  readonly policy: string;
  readonly compliance: Assessment['compliance'];
  readonly controls: readonly (Assessment['controls'][number] & {
    /** The command that shows what decided. */
    readonly repeat?: string;
  })[];
}

/** Judges a policy by what the probes saw. `only`: ids of controls; empty for all. */
export function reportOf(
  policy: ProbedPolicy,
  wire: Wire,
  now: number,
  only: readonly string[],
): ProbeReport {
  const { subjects, exceptions } = policy;
  const { controls, compliance } = assess({ subjects, exceptions, wire, now });
  const shown = controls.filter(({ id }) => only.length === 0 || only.includes(id));
  return {
    policy: policy.name,
    compliance,
    controls: shown.map((status) => {
      const judgements = subjects.map((subject) =>
        CATALOGUE.find(({ id }) => id === status.id)?.judge(subject, wire, now),
      );
      const repeat = judgements.find((judgement) => judgement?.result === status.result)?.repeat;
      return { ...status, ...(repeat !== undefined && { repeat }) };
    }),
  };
}

/** True when all that was judged passed, does not apply, or has an exception. */
export const allPassed = (reports: readonly ProbeReport[]): boolean =>
  reports.every(
    ({ controls }) =>
      controls.length > 0 &&
      controls.every(
        ({ result, exception }) => result === 'Pass' || result === 'NotApplicable' || exception !== undefined,
      ),
  );

/** For a person: a paragraph a control. */
export const probeText = (reports: readonly ProbeReport[]): string => reports.map(paragraph).join('\n');

function paragraph({ policy, compliance, controls }: ProbeReport): string {
  const { score, grade, passed, failed, unknown, notApplicable, excepted } = compliance;
  const mark = score === undefined ? 'no score' : `score ${score}, grade ${grade}`;
  const counts = `${passed} passed, ${failed} failed, ${unknown} unknown, ${excepted} excepted, ${notApplicable} not applicable`;
  const head = [`ApiPolicy ${policy}: ${mark} (${counts})`];
  if (controls.length === 0) head.push('  no Ingress of it is among these files');
  const lines = controls.flatMap(
    ({ id, result, severity, evidence, message, repeat, failing, exception }) => {
      const first = `  ${result.padEnd(13)} ${id} (${severity})${exception ? ` excepted until ${exception.expires}` : ''}`;
      const hosts = (failing ?? [])
        .map(({ target, host }) => (host ? `${target} ${host}` : target))
        .join(', ');
      return [
        first,
        ...(hosts === '' ? [] : [`      where:    ${hosts}`]),
        ...(evidence === undefined ? [] : [`      seen:     ${evidence}`]),
        ...(message === undefined || result === 'Pass' ? [] : [`      ${LABEL[result]} ${message}`]),
        ...(repeat === undefined || evidence?.includes(repeat) ? [] : [`      see it:   ${repeat}`]),
      ];
    },
  );
  return `${[...head, ...lines].join('\n')}\n`;
}

const LABEL = { Fail: 'to do:   ', Unknown: 'because: ', NotApplicable: 'because: ', Pass: '' };
