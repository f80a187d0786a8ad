import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuthorityWorld, DAY, type Happening, HOUR, MINUTE } from '../generators/authority-world.ts';

const LIFE = 300 * DAY;
const OVERLAP = 2 * DAY;

const of = (...kinds: Extract<Happening, { kind: string }>['kind'][]) =>
  fc.constantFrom(...kinds.map((kind) => ({ kind }) as Happening));

const operator: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant('operator' as const),
  // Mostly all of them; else it is killed after so many.
  effects: fc.oneof(fc.constant(99), fc.nat(6)),
  order: fc.nat(9),
});

const ordinary: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: operator },
  { weight: 6, arbitrary: of('issue', 'issuer', 'tell', 'restart') },
  { weight: 1, arbitrary: of('status-lost', 'renew', 'leaf') },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('sign', 'load', 'reload'), which: fc.nat(3) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(1_000, 10_000, 31_000, 6 * MINUTE, HOUR, DAY, 3 * DAY),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'clock-back', ms: HOUR }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'revision', overlapMs: OVERLAP }) },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'wait', ms: 40 * DAY }) },
);

const urgent: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 12, arbitrary: ordinary },
  { weight: 1, arbitrary: fc.constant<Happening>({ kind: 'revision', overlapMs: 0 }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('overlap' as const), overlapMs: fc.constantFrom(0, OVERLAP) }),
  },
);

const runs = { numRuns: 2_000 };
const story = (happening: fc.Arbitrary<Happening>) => fc.array(happening, { minLength: 20, maxLength: 120 });
const all: Happening = { kind: 'operator', effects: 99, order: 0 };

/** Everybody does what is theirs, and time goes on. */
function calm(world: AuthorityWorld): void {
  // Somebody follows the message about a CA whose requests are gone.
  world.happens({ kind: 'renew' });
  for (let turn = 0; turn < 60; turn++) {
    const ms = turn % 2 === 0 ? 31_000 : HOUR * 2;
    const signed = world.leaves.map((_, which): Happening => ({ kind: 'sign', which }));
    const turns: Happening[] = [
      all,
      { kind: 'issue' },
      { kind: 'issuer' },
      ...signed,
      { kind: 'tell' },
      { kind: 'wait', ms },
    ];
    for (const what of turns) world.happens(what);
  }
}

describe('a managed CA, with the operator killed anywhere and cert-manager slow', () => {
  it('is trusted by every gateway while a certificate of it is in use', () => {
    fc.assert(
      fc.property(story(ordinary), (happenings) => {
        const world = new AuthorityWorld({ life: LIFE, overlapMs: OVERLAP });
        for (const what of happenings) {
          world.happens(what);
          expect(world.refused()).toEqual([]);
        }
        calm(world);
        expect(world.refused()).toEqual([]);
      }),
      runs,
    );
  });

  it('has one rotation at a time', () => {
    fc.assert(
      fc.property(story(ordinary), (happenings) => {
        const world = new AuthorityWorld({ life: LIFE, overlapMs: OVERLAP });
        for (const what of happenings) {
          world.happens(what);
          expect(world.authorities.length).toBeLessThanOrEqual(2);
        }
      }),
      runs,
    );
  });

  it('never asks an older CA for a certificate again', () => {
    fc.assert(
      fc.property(story(urgent), (happenings) => {
        const world = new AuthorityWorld({ life: LIFE, overlapMs: OVERLAP });
        const numberOf = (leaf: number): number =>
          world.authorities.find(({ name }) => name === world.leaves[leaf]?.asked)?.number ?? 0;
        for (const what of happenings) {
          const before = world.leaves.map((_, index) => numberOf(index));
          const last = Math.max(...before);
          world.happens(what);
          before.forEach((was, index) => {
            const is = numberOf(index);
            expect(is === was || is >= last).toBe(true);
          });
        }
      }),
      runs,
    );
  });

  it('never leaves gateways with nothing to verify callers by', () => {
    fc.assert(
      fc.property(story(urgent), (happenings) => {
        const world = new AuthorityWorld({ life: LIFE, overlapMs: OVERLAP });
        for (const what of happenings) {
          world.happens(what);
          for (const pems of world.bundles.values()) expect(pems.length).toBeGreaterThan(0);
        }
      }),
      runs,
    );
  });

  it('comes to rest with one CA of the revision that is asked for', () => {
    fc.assert(
      fc.property(story(urgent), (happenings) => {
        const world = new AuthorityWorld({ life: LIFE, overlapMs: OVERLAP });
        for (const what of happenings) world.happens(what);
        if (world.overlapMs > 0) world.overlapMs = HOUR;
        calm(world);
        calm(world);
        const [authority] = world.authorities;
        expect(world.authorities).toHaveLength(1);
        expect(authority?.revision).toBe(world.revision);
        expect(world.last?.step).toBe('Settled');
        expect(world.leaves.map(({ used }) => used)).toEqual(world.leaves.map(() => authority?.name));
        const trusted = new Set(world.gateways.map(({ loaded }) => loaded));
        expect(trusted.size).toBe(1);
        for (const digest of trusted)
          for (const pem of world.bundles.get(digest ?? '') ?? [])
            expect(pem.startsWith(`${authority?.name} `)).toBe(true);
      }),
      runs,
    );
  });

  it('does not come back once it was given up because it may be known to others', () => {
    fc.assert(
      fc.property(story(urgent), (happenings) => {
        const world = new AuthorityWorld({ life: LIFE, overlapMs: OVERLAP });
        const given = new Set<string>();
        for (const what of happenings) {
          const from = world.authorities.findLastIndex(
            ({ atOnce, certificates }) => atOnce && certificates.length > 0,
          );
          for (const { name } of world.authorities.slice(0, Math.max(0, from))) given.add(name);
          world.happens(what);
          if (what.kind !== 'operator') continue;
          const bundle = world.last?.bundle ?? [];
          expect([...given].filter((name) => bundle.some((pem) => pem.startsWith(`${name} `)))).toEqual([]);
        }
      }),
      runs,
    );
  });
});
