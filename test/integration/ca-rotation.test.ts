import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SETTLE_MS } from '../../operator/companions/cert-manager/authority/decide.ts';
import { SEEN_AFTER_MS } from '../../operator/reconcile/authority/managed-authorities.ts';
import { certificatesIn, LEAF, OVERLAP_MS, Rotation } from './rotation.ts';
import { RotationStage } from './rotation-stage.ts';

const HOUR = 3_600_000;

let stage: RotationStage;
beforeAll(async () => {
  stage = await RotationStage.start();
}, 60_000);
afterAll(() => stage?.[Symbol.asyncDispose]());

describe('a rotation', () => {
  test('goes its steps, each a moment later than what it rests on', async () => {
    const rotation = await Rotation.start(stage);
    const old = await rotation.trusted();
    await rotation.ask(2);
    await rotation.until('Issuing', false);
    expect(await rotation.trusted()).toBe(old);
    await rotation.until('Bundled');
    // The gateway is given time to see the Secret before the Ingress names it.
    expect(await rotation.trusted()).toBe(old);
    rotation.pass(SEEN_AFTER_MS);
    await rotation.turn();
    expect(certificatesIn(await rotation.trusted())).toBe(2);
    await rotation.turn();
    rotation.pass(SETTLE_MS - 1);
    expect((await rotation.turn())?.status?.step).toBe('Bundled');
    rotation.pass(1);
    expect((await rotation.turn())?.status?.step).toBe('Reissuing');
    const reissuing = await rotation.turn();
    expect(reissuing?.status?.message).toContain(LEAF);
    rotation.pass(100 * HOUR);
    expect((await rotation.turn())?.status?.step).toBe('Reissuing');
    await rotation.until('Overlapping');
    rotation.pass(47 * HOUR);
    expect((await rotation.turn())?.status?.step).toBe('Overlapping');
    expect(certificatesIn(await rotation.trusted())).toBe(2);
    rotation.shown.splice(0, rotation.shown.length - 1);
    rotation.pass(HOUR);
    const settled = await rotation.until('Settled');
    expect(settled.revision).toBe(2);
    rotation.pass(SEEN_AFTER_MS);
    await rotation.turn();
    expect(certificatesIn(await rotation.trusted())).toBe(1);
    await rotation.turn();
    await rotation.turn();
    const left = await stage.certManager.certificates(rotation.namespace);
    expect(left.map(({ metadata }) => metadata.name).sort()).toEqual([settled.name, LEAF].sort());
    const steps = rotation.news.map(({ reason }) => reason.replace('CertificateAuthority', ''));
    expect(steps).toEqual([
      ...['Issuing', 'Settled', 'Issuing', 'Bundled', 'Reissuing', 'Overlapping', 'Settled', 'Removed'],
    ]);
  }, 60_000);

  test('comes by itself when two thirds of the life of a CA have gone', async () => {
    const rotation = await Rotation.start(stage);
    const years = 365 * 24 * HOUR;
    rotation.pass(6 * years);
    expect((await rotation.turn())?.status?.step).toBe('Settled');
    rotation.pass(years);
    await rotation.turn();
    expect((await rotation.turn())?.status?.step).toBe('Issuing');
  }, 60_000);

  test('goes on in a new process at each step', async () => {
    const rotation = await Rotation.start(stage);
    await rotation.ask(2);
    for (const step of ['Issuing', 'Bundled', 'Reissuing', 'Overlapping'] as const) {
      await rotation.until(step, step !== 'Issuing');
      rotation.restart();
    }
    rotation.shown.splice(0, rotation.shown.length - 1);
    rotation.pass(OVERLAP_MS);
    expect((await rotation.until('Settled')).revision).toBe(2);
  }, 60_000);

  test('killed after each of its writes it ends the same, and no caller is refused', async () => {
    let number = 1;
    for (let killed = true; killed; number++) {
      const rotation = await Rotation.start(stage);
      await rotation.ask(2);
      rotation.lives = number;
      await rotation.until('Overlapping');
      rotation.shown.splice(0, rotation.shown.length - 1);
      rotation.pass(OVERLAP_MS);
      const settled = await rotation.until('Settled');
      for (let turns = 0; turns < 5; turns++) {
        rotation.pass(SEEN_AFTER_MS);
        await rotation.turn();
      }
      const left = await stage.certManager.certificates(rotation.namespace);
      expect(left.map(({ metadata }) => metadata.name).sort()).toEqual([settled.name, LEAF].sort());
      expect(certificatesIn(await rotation.trusted())).toBe(1);
      killed = rotation.kills > 0;
    }
    // Issuer, Certificate and its Issuer, two bundles, and what is removed: so many writes were the last ones.
    expect(number - 2).toBeGreaterThanOrEqual(5);
  }, 240_000);
});
