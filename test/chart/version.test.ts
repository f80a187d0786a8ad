import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const text = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

test('package, chart and image carry one version', () => {
  const { version } = JSON.parse(text('package.json')) as { version: string };
  expect(parse(text('charts/apipolicy/Chart.yaml'))).toMatchObject({ version, appVersion: version });
  expect(text('Dockerfile')).toContain(`ARG VERSION=${version}\n`);
});
