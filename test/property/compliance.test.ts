import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '../../operator/compliance/assess.ts';
import { CATALOGUE } from '../../operator/compliance/catalogue.ts';
import type { HostObservation } from '../../operator/compliance/wire.ts';
import { AWAY, EVERYTHING, GOOD, NOW, subject } from '../unit/compliance/subjects.ts';

/** These two read live objects of the cluster, and the third the version of the gateway: no wire shows them. */
const CONFIGURED: readonly string[] = ['host.shared', 'host.ungoverned', 'gateway.advisories'];
const INTERVAL_MS = 600_000;

const sections = fc.subarray(Object.keys(EVERYTHING) as (keyof typeof EVERYTHING)[]);
const verification = fc.record({
  mode: fc.constantFrom('Active' as const, 'Passive' as const, 'Off' as const),
  limits: fc.constantFrom('Enabled' as const, 'Disabled' as const),
  intervalSeconds: fc.constant(INTERVAL_MS / 1_000),
});
const policies = fc.tuple(sections, verification).map(([names, how]) =>
  subject(Object.fromEntries(names.map((name) => [name, EVERYTHING[name]])) as typeof EVERYTHING, {
    verification: how,
  }),
);

/** The good gateway with each part seen, unreachable, never asked, or seen too long ago. */
const without = fc
  .record(
    Object.fromEntries(
      Object.keys(GOOD)
        .filter((part) => part !== 'host')
        .map((part) => [part, fc.constantFrom('away', 'never', 'stale')]),
    ),
  )
  .map((states) => {
    const parts: Record<string, unknown> = { host: GOOD.host };
    for (const [part, value] of Object.entries(GOOD)) {
      if (typeof value === 'string' || states[part] === 'never') continue;
      parts[part] =
        states[part] === 'away'
          ? AWAY[part as keyof HostObservation]
          : { ...value, at: NOW - 2 * INTERVAL_MS - 1 };
    }
    return parts as unknown as HostObservation;
  });

test('without an observation nothing passes that the wire has to prove', () => {
  fc.assert(
    fc.property(policies, fc.option(without, { nil: undefined }), (policy, wire) => {
      const { controls } = assess({
        subjects: [policy],
        wire: () => wire,
        exceptions: new Map(),
        now: NOW,
      });
      const passed = controls.filter(({ result }) => result === 'Pass').map(({ id }) => id);
      expect(passed.filter((id) => !CONFIGURED.includes(id))).toEqual([]);
    }),
  );
});

test('a status holds nothing that its schema does not take', () => {
  fc.assert(
    fc.property(policies, fc.string({ maxLength: 500, unit: 'binary' }), (policy, header) => {
      const answer = { status: 200, headers: { server: `9${header}`, 'strict-transport-security': header } };
      const wire = { ...GOOD, secure: { ...GOOD.secure, value: answer } };
      const { controls } = assess({
        subjects: [policy],
        wire: () => wire,
        exceptions: new Map(),
        now: NOW,
      });
      expect(controls).toHaveLength(CATALOGUE.length);
      for (const { evidence = '', message = '', failing = [] } of controls) {
        expect(evidence.length).toBeLessThanOrEqual(256);
        expect(evidence.isWellFormed()).toBe(true);
        expect(message.length).toBeLessThanOrEqual(4096);
        expect(failing.length).toBeLessThanOrEqual(16);
      }
    }),
  );
});
