import type { ApiPolicyStatus } from '../api/types.generated.ts';
import type { Assessment, ControlStatus } from '../compliance/assess.ts';
import { scoreOf } from '../compliance/score.ts';
import type { Verification } from '../compliance/subject.ts';

/**
 * After a restart nothing was seen yet, and the status tells what an earlier process saw. As long as that proof is not
 * too old it stands, so that a restart neither loses proof nor writes anything; what fails by live objects fails at once.
 */
export function carriedOver(
  fresh: Assessment,
  previous: Pick<ApiPolicyStatus, 'controls' | 'compliance'>,
  { intervalSeconds }: Verification,
  now: number,
): Assessment {
  const provedAt = Date.parse(previous.compliance?.provedAt ?? '');
  if (!(now - provedAt < 2 * intervalSeconds * 1000)) return fresh;
  const controls = fresh.controls.map((control): ControlStatus => {
    const before = previous.controls?.find(({ id }) => id === control.id);
    if (control.result !== 'Unknown' || !before || before.result === 'Unknown') return control;
    return {
      ...before,
      id: control.id,
      ...(control.exception && { exception: control.exception }),
    } as ControlStatus;
  });
  const excepted = (control: ControlStatus): boolean =>
    control.exception !== undefined && (control.result === 'Fail' || control.result === 'Unknown');
  const count = (result: ControlStatus['result']): number =>
    controls.filter((control) => control.result === result && !excepted(control)).length;
  return {
    controls,
    compliance: {
      ...fresh.compliance,
      ...scoreOf(controls.map((control) => ({ ...control, excepted: excepted(control) }))),
      passed: count('Pass'),
      failed: count('Fail'),
      unknown: count('Unknown'),
      notApplicable: count('NotApplicable'),
      excepted: controls.filter(excepted).length,
    },
  };
}
