import { expect, test } from 'vitest';
import { SubjectTally } from '../../../../operator/gate/certificates/subject-tally.ts';
import { judge, world } from '../everything.ts';
import { asking, showing } from './callers.ts';

const one = asking(true);

test('a certificate is counted by whether the policy lets in whom it names', async () => {
  const some = world();
  await judge(some, one, { headers: showing('billing') });
  await judge(some, one, { headers: showing('dns') });
  await judge(some, one, { headers: showing('alike') });
  expect(some.subjects.of(one)).toEqual({ passed: 2, refused: 1, lastRefusedAt: some.now });
});

test('a certificate that the gateway did not verify, and none at all, count for nothing', async () => {
  const some = world();
  await judge(some, one, { headers: showing('other', 'FAILED:self-signed certificate') });
  await judge(some, one, { headers: [] });
  expect(some.subjects.of(one)).toEqual({ passed: 0, refused: 0 });
});

test('a policy that names no subjects has no count', async () => {
  const any = asking(true, {}, []);
  const some = world();
  await judge(some, any, { headers: showing('billing') });
  expect(some.subjects.of(any)).toBeUndefined();
});

test('what is counted goes with its policy', () => {
  const tally = new SubjectTally(() => 1);
  tally.refused(one.policy);
  tally.keep([one]);
  expect(tally.of(one)).toMatchObject({ refused: 1 });
  tally.keep([]);
  expect(tally.of(one)).toEqual({ passed: 0, refused: 0 });
});
