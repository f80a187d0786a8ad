import { describe, expect, test } from 'vitest';
import { decideAuthority } from '../../../operator/companions/cert-manager/authority/decide.ts';
import type {
  AuthorityFacts,
  AuthorityMember,
} from '../../../operator/companions/cert-manager/authority/facts.ts';

const DAY = 24 * 3_600_000;
const SINCE = 10 * DAY;

const member = (number: number): AuthorityMember => ({
  name: `ca-${number}`,
  number,
  revision: number,
  atOnce: false,
  certificates: [{ pem: `pem ${number}\n`, notBefore: 0, notAfter: 1_000 * DAY }],
  unknown: false,
  ready: true,
  leaves: number === 2 ? ['printer'] : [],
  holders: number === 2 ? ['printer'] : [],
});

/** Nothing is signed by the old CA any more, for so long. */
const overlapping = (overlapMs: number, leastOverlapMs: number, forMs: number): AuthorityFacts => ({
  demand: { revision: 2, overlapMs, longestLeafMs: DAY },
  leastOverlapMs,
  members: [member(1), member(2)],
  memory: { name: 'ca-2', step: 'Overlapping', since: SINCE },
  now: SINCE + forMs,
});

describe('the old CA stays trusted', () => {
  test.each([
    ['for the least overlap, where the policy asks for less', 1_000, 20_000, 20_000],
    ['for the least overlap, where the policy asks for none and the CA was not given up', 0, 20_000, 20_000],
    ['for the overlap of the policy, where that is longer', 60_000, 20_000, 60_000],
  ])('%s', (_, overlapMs, leastOverlapMs, endsMs) => {
    const before = decideAuthority(overlapping(overlapMs, leastOverlapMs, endsMs - 1));
    expect(before.step).toBe('Overlapping');
    expect(before.bundle).toEqual(['pem 1\n', 'pem 2\n']);
    expect(before.waits).toContain(1);
    const after = decideAuthority(overlapping(overlapMs, leastOverlapMs, endsMs));
    expect(after.step).toBe('Settled');
    expect(after.bundle).toEqual(['pem 2\n']);
  });
});
