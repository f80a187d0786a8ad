import type { ApiPolicyStatus, Condition } from '../api/types.generated.ts';

type Control = NonNullable<ApiPolicyStatus['controls']>[number];

/** Texts of statuses; beyond these many all are forgotten, and the memory fills anew. */
const MOST_TEXTS = 10_000;
const texts = new Map<string, string>();

/**
 * A status that shares its texts with those of other policies, and its times and places within itself. Most say much the
 * same: of the 17 KiB that one takes as it is parsed, 12 are copies.
 */
export function sharedStatus(status: ApiPolicyStatus): ApiPolicyStatus {
  const { controls, conditions, targets } = status;
  return {
    ...status,
    ...(controls && { controls: sharedControls(controls) }),
    ...(conditions && { conditions: conditions.map(sharedCondition) }),
    ...(targets && {
      targets: targets.map((target) => ({
        ...target,
        ...(target.conditions && { conditions: target.conditions.map(sharedCondition) }),
      })),
    }),
  };
}

function sharedControls(controls: readonly Control[]): Control[] {
  let at: string | undefined;
  let failing: Control['failing'];
  return controls.map((control) => {
    const { evidence, message, enforcedBy } = control;
    if (control.observedAt !== at) at = control.observedAt;
    if (control.failing && !(failing && isSamePlaces(failing, control.failing))) failing = control.failing;
    return {
      ...control,
      id: shared(control.id),
      result: shared(control.result),
      severity: shared(control.severity),
      ...(enforcedBy !== undefined && { enforcedBy: shared(enforcedBy) }),
      ...(evidence !== undefined && { evidence: shared(evidence) }),
      ...(message !== undefined && { message: shared(message) }),
      ...(at !== undefined && { observedAt: at }),
      ...(control.failing && failing && { failing }),
    };
  });
}

const sharedCondition = (condition: Condition): Condition => ({
  ...condition,
  type: shared(condition.type),
  status: shared(condition.status),
  reason: shared(condition.reason),
  message: shared(condition.message),
});

const isSamePlaces = (a: NonNullable<Control['failing']>, b: NonNullable<Control['failing']>): boolean =>
  a.length === b.length &&
  a.every(({ target, host }, index) => target === b[index]?.target && host === b[index]?.host);

function shared<T extends string>(text: T): T {
  const known = texts.get(text);
  if (known !== undefined) return known as T;
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(text, text);
  return text;
}
