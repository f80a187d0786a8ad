import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../unit/modules.ts';
import { CASE_FILES } from './case-file.ts';
import { NOT_YET } from './not-yet.ts';

const sources = globSync('*.test.ts', { cwd: import.meta.dirname }).map((name) =>
  readFileSync(join(import.meta.dirname, name), 'utf8'),
);
const tested = sources.flatMap((source) =>
  [...source.matchAll(/\bbullet\('(\d+)', (\d+),/g)].map(([, id, number]) => `${id}.${number}`),
);
/** Bullets that only a real gateway can show: named in the title of their test. */
const onTheWire = globSync('test/e2e/*.test.ts', { cwd: ROOT }).flatMap((name) =>
  [...readFileSync(join(ROOT, name), 'utf8').matchAll(/\(case (\d\d\.\d+)\)'/g)].map(([, id = '']) => id),
);
const postponed = Object.values(NOT_YET).flat();
const all = CASE_FILES.flatMap(({ id, bullets }) => bullets.map((_, index) => `${id}.${index + 1}`));

describe('the case files', () => {
  it('are all there, with documents and with bullets', () => {
    expect(CASE_FILES.length).toBeGreaterThanOrEqual(18);
    for (const { id, bullets, documents } of CASE_FILES) {
      expect(bullets.length, id).toBeGreaterThan(2);
      expect(documents.length, id).toBeGreaterThan(1);
    }
  });

  it('have every bullet tested or put off to a named issue', () => {
    expect(all.filter((id) => ![...tested, ...onTheWire, ...postponed].includes(id))).toEqual([]);
  });

  it('put nothing off that is tested, and nothing that is not there', () => {
    expect(postponed.filter((id) => [...tested, ...onTheWire].includes(id) || !all.includes(id))).toEqual([]);
    expect(new Set(postponed).size).toBe(postponed.length);
  });
});
