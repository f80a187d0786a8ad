import { expect, test } from 'vitest';
import { importsOf, modulesUnder, roomOf } from './modules.ts';

/**
 * Which room may import which. One-way by construction: a room stands after all that it may import, so there is no
 * cycle between rooms. The files at the operator's top level are `main`, which wires the rest together.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  api: [],
  kube: [],
  plan: ['api'],
  gate: ['plan', 'api'],
  policy: ['plan', 'api'],
  gateways: ['plan', 'api'],
  companions: ['plan', 'api'],
  compliance: ['plan', 'api'],
  reconcile: ['policy', 'gateways', 'companions', 'compliance', 'plan', 'api', 'kube'],
  main: ['reconcile', 'policy', 'gateways', 'companions', 'compliance', 'plan', 'api', 'kube', 'gate'],
  cli: ['main', 'reconcile', 'policy', 'gateways', 'companions', 'compliance', 'plan', 'api', 'kube', 'gate'],
};

const modules = modulesUnder('operator');
const imports = modules.flatMap((from) => importsOf(from).map((to) => ({ from, to })));
const edges = imports.filter(({ to }) => to.startsWith('operator/'));

test('the check saw the program', () => {
  expect(modules.length).toBeGreaterThan(10);
  expect(edges.length).toBeGreaterThan(10);
});

test('every room is known and may be imported only by the rooms after it', () => {
  const rooms = Object.keys(MAY_IMPORT);
  for (const [room, allowed] of Object.entries(MAY_IMPORT)) {
    expect(
      allowed.map((other) => rooms.indexOf(other)).every((at) => at >= 0 && at < rooms.indexOf(room)),
    ).toBe(true);
  }
  expect(modules.map(roomOf).filter((room) => !rooms.includes(room))).toEqual([]);
});

test('imports between rooms go one way', () => {
  const wrong = edges.filter(({ from, to }) => {
    const [source, target] = [roomOf(from), roomOf(to)];
    return source !== target && !(MAY_IMPORT[source] ?? []).includes(target);
  });
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('the operator takes nothing from outside, but the version in package.json and the CRDs', () => {
  const outside = imports.filter(({ to }) => !/^(operator\/|crds\/|package\.json$)/.test(to));
  expect(outside.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});
