import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../operator/kube/logger.ts';
import { ProbeCa } from '../../operator/probe-ca.ts';

let folder: string;
let file: string;
let warnings: string[];
const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
const [one = '', two = ''] = rootCertificates;
/** The time of a file is set, so that no two writes fall into one tick. */
const write = async (text: string, second: number) => {
  await writeFile(file, text);
  await utimes(file, second, second);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probe-ca-'));
  file = join(folder, 'ca.crt');
  warnings = [];
});
afterEach(() => rm(folder, { recursive: true }));

test('a changed file is read again', async () => {
  const ca = new ProbeCa(file, logger);
  await write(one, 1);
  expect(await ca.current()).toEqual({ pem: one });
  await write(two, 2);
  expect(await ca.current()).toEqual({ pem: two });
  expect(warnings).toEqual([]);
});

test('a file that is not there yet is told once, and taken when it comes', async () => {
  const ca = new ProbeCa(file, logger);
  expect(await ca.current()).toEqual({ problem: expect.stringContaining('no such file') });
  expect(await ca.current()).toEqual({ problem: expect.stringContaining('no such file') });
  expect(warnings).toHaveLength(1);
  await write(one, 1);
  expect(await ca.current()).toEqual({ pem: one });
});

test.each([
  ['no certificate', 'nothing of use', 'no PEM certificate'],
  [
    'a broken one among good ones',
    `${two}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
    'certificate 2 of 2',
  ],
])(
  'a file that went bad (%s) leaves what was known in force, until it is good again',
  async (_, text, why) => {
    const ca = new ProbeCa(file, logger);
    await write(one, 1);
    await ca.current();
    await write(text, 2);
    expect(await ca.current()).toEqual({ pem: one, problem: expect.stringContaining(why) });
    expect(warnings).toEqual([expect.stringContaining('the earlier one counts')]);
    await write(one, 1);
    expect(await ca.current()).toEqual({ pem: one });
  },
);
