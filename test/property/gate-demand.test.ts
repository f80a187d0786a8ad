import fc from 'fast-check';
import { expect, it } from 'vitest';
import { needsGate } from '../../operator/plan/gate-need.ts';
import { planPolicy } from '../../operator/policy/plan-policy.ts';
import { mayNeedGate } from '../../operator/reconcile/asked-for.ts';
import { validPolicy } from '../generators/policies.ts';

it('a policy whose plan needs the gate is looked at, and none is for limits that a gateway counts', () => {
  let both = 0;
  fc.assert(
    fc.property(validPolicy(), (policy) => {
      const needs = needsGate(planPolicy(policy));
      if (needs) both += 1;
      // Not looked at, its gate would never be made.
      expect(mayNeedGate(policy.spec)).toBe(needs);
    }),
    { numRuns: 1_000 },
  );
  expect(both).toBeGreaterThan(50);
});
