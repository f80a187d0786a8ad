import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '../../operator/compliance/assess.ts';
import { CATALOGUE } from '../../operator/compliance/catalogue.ts';
import type { HostObservation } from '../../operator/compliance/wire.ts';
import { securityPlan } from '../../operator/plan/plan.ts';
import { AWAY, certificateNodes, EVERYTHING, GOOD, NOW, subject } from '../unit/compliance/subjects.ts';

/** These two read live objects of the cluster, and the third the version of the gateway: no wire shows them. */
const CONFIGURED: readonly string[] = ['host.shared', 'host.ungoverned', 'gateway.advisories'];
const INTERVAL_MS = 600_000;

const sections = fc.subarray(Object.keys(EVERYTHING) as (keyof typeof EVERYTHING)[]);
const verification = fc.record({
  mode: fc.constantFrom('Active' as const, 'Passive' as const, 'Off' as const),
  limits: fc.constantFrom('Enabled' as const, 'Disabled' as const),
  intervalSeconds: fc.constant(INTERVAL_MS / 1_000),
});
/** Some of these ask callers for certificates, and speak to the app with one. */
const modes = fc.option(fc.constantFrom('Required' as const, 'Optional' as const), { nil: undefined });
const stated = fc.tuple(sections, verification).map(([names, how]) =>
  subject(Object.fromEntries(names.map((name) => [name, EVERYTHING[name]])) as typeof EVERYTHING, {
    verification: how,
  }),
);
const policies = fc
  .tuple(stated, modes)
  .map(([of, mode]) =>
    mode === undefined
      ? of
      : { ...of, plan: securityPlan(of.plan.policy, [...of.plan.nodes, ...certificateNodes(mode)]) },
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

test('callers without a good certificate are let in by no reading of their answers', () => {
  const anAnswer = fc.record({
    what: fc.constant('none'),
    answer: fc.oneof(fc.constant('handshake' as const), fc.integer({ min: 100, max: 599 })),
    aboutCertificate: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(anAnswer, { minLength: 1, maxLength: 4 }), (answers) => {
      const wire = { ...GOOD, withoutCertificate: { ...GOOD.withoutCertificate, value: answers } };
      const of = subject({});
      const plan = securityPlan(of.plan.policy, [...of.plan.nodes, ...certificateNodes('Required')]);
      const { controls } = assess({
        subjects: [{ ...of, plan }],
        wire: () => wire,
        exceptions: new Map(),
        now: NOW,
      });
      const { result } = controls.find(({ id }) => id === 'mtls.client-required') ?? {};
      const good = answers.every(
        ({ answer, aboutCertificate }) => answer === 'handshake' || answer === 421 || aboutCertificate,
      );
      expect(result === 'Pass').toBe(good);
      const served = answers.some(
        ({ answer, aboutCertificate }) => !aboutCertificate && typeof answer === 'number' && answer < 400,
      );
      if (served) expect(result).toBe('Fail');
    }),
  );
});
