import { describe, expect, test } from 'vitest';
import { type AssessInput, assess } from '../../../operator/compliance/assess.ts';
import { scoreOf } from '../../../operator/compliance/score.ts';
import { AWAY, EVERYTHING, GOOD, NOW, seen, subject, tried } from './subjects.ts';

const base: AssessInput = { subjects: [subject()], wire: () => GOOD, exceptions: new Map(), now: NOW };
const resultOf = (input: AssessInput, id: string) =>
  assess(input).controls.find((control) => control.id === id);

describe('score', () => {
  const control = (result: 'Pass' | 'Fail' | 'Unknown' | 'NotApplicable', severity: 'Critical' | 'Low') => ({
    result,
    severity,
    excepted: false,
  });

  test.each([
    [[control('Pass', 'Critical'), control('Pass', 'Low')], { score: 100, grade: 'A' }],
    [[control('Pass', 'Critical'), control('Fail', 'Low')], { score: 88, grade: 'B' }],
    [[control('Pass', 'Critical'), control('Unknown', 'Low')], { score: 88, grade: 'B' }],
    [[control('Fail', 'Critical'), ...Array(100).fill(control('Pass', 'Low'))], { score: 92, grade: 'D' }],
    [[control('Unknown', 'Critical'), ...Array(100).fill(control('Pass', 'Low'))], { score: 92, grade: 'B' }],
    [[control('Fail', 'Critical')], { score: 0, grade: 'F' }],
    [[control('NotApplicable', 'Critical')], undefined],
    [
      [{ ...control('Fail', 'Critical'), excepted: true }, control('Pass', 'Low')],
      { score: 100, grade: 'A' },
    ],
  ])('%#', (controls, expected) => expect(scoreOf(controls)).toEqual(expected));
});

test('no target, no controls, no score', () => {
  expect(assess({ ...base, subjects: [] })).toEqual({
    controls: [],
    compliance: { passed: 0, failed: 0, unknown: 0, notApplicable: 0, excepted: 0 },
  });
});

test('the worst target counts, and names where', () => {
  const other = subject(EVERYTHING, { target: 'invoices' });
  const input: AssessInput = {
    ...base,
    subjects: [subject(), other],
    wire: ({ target }) => (target === 'invoices' ? AWAY : GOOD),
  };
  expect(resultOf(input, 'tls.https')).toMatchObject({
    result: 'Unknown',
    failing: [{ target: 'invoices', host: 'api.example.com' }],
  });
});

test('at most sixteen places are named', () => {
  const hosts = Array.from({ length: 40 }, (_, index) => `h${index}.example.com`);
  const input = { ...base, subjects: [subject(EVERYTHING, { hosts })], wire: () => AWAY };
  expect(resultOf(input, 'tls.https')?.failing).toHaveLength(16);
});

describe('exceptions', () => {
  const exception = { baseline: 'base', owner: 'team', reason: 'ticket', expires: '2027-01-31' };
  const exceptions = new Map([
    ['tls.hsts', exception],
    ['auth.anonymous-refused', exception],
  ]);

  test('a control that fails is counted apart, and shows who granted it', () => {
    const wire = () => ({ ...GOOD, closed: seen([tried('/v1', 200)]) });
    const { controls, compliance } = assess({ ...base, wire, exceptions });
    const control = controls.find(({ id }) => id === 'auth.anonymous-refused');
    expect(control).toMatchObject({ result: 'Fail', exception });
    expect(compliance).toMatchObject({ failed: 1, excepted: 1 });
    expect(controls.filter(({ result }) => result === 'Fail').map(({ id }) => id)).toEqual([
      'auth.anonymous-refused',
      'auth.fail-closed',
    ]);
  });

  test('one that passes is a pass', () => {
    expect(resultOf({ ...base, exceptions }, 'tls.hsts')).not.toHaveProperty('exception');
  });
});

describe('times', () => {
  const first = assess(base);

  test('nothing changes when only time goes by', () => {
    const later = assess({ ...base, now: NOW + 60_000, previous: first });
    expect(later).toEqual(first);
  });

  test('provedAt follows the wire after half an interval', () => {
    const moved = (at: number) =>
      Object.fromEntries(
        Object.entries(GOOD).map(([part, value]) => [
          part,
          typeof value === 'string' ? value : { ...value, at },
        ]),
      ) as unknown as typeof GOOD;
    const provedAfter = (ms: number) =>
      assess({ ...base, wire: () => moved(NOW + ms), now: NOW + ms, previous: first }).compliance.provedAt;
    expect(provedAfter(298_000)).toBe(first.compliance.provedAt);
    expect(provedAfter(300_000)).toBe(new Date(NOW + 300_000).toISOString());
  });

  test('a changed result has a time of its own; the others keep theirs', () => {
    const later = assess({ ...base, wire: () => undefined, now: NOW + 60_000, previous: first });
    const at = (id: string) => later.controls.find((control) => control.id === id)?.observedAt;
    const before = first.controls.find(({ id }) => id === 'host.shared')?.observedAt;
    expect(at('tls.https')).toBe(new Date(NOW + 60_000).toISOString());
    expect(at('host.shared')).toBe(before);
  });

  test('no proof has a time before every host was seen', () => {
    const two = subject(EVERYTHING, { hosts: ['a.example.com', 'b.example.com'] });
    const wire: AssessInput['wire'] = (_, host) => (host === 'a.example.com' ? GOOD : undefined);
    expect(assess({ ...base, subjects: [two], wire }).compliance).not.toHaveProperty('provedAt');
  });
});
