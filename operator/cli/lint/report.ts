import type { Finding, Severity } from './finding.ts';

/** The machine's report: one JSON object, also when there is nothing to say. */
export const jsonReport = (findings: readonly Finding[]): string =>
  `${JSON.stringify({ findings }, undefined, 2)}\n`;

/**
 * The report for people: a line a finding, as compilers write them so that editors jump to the place, and a summary.
 *
 * ```text
 * policy.yaml:12:7: error: spec.rateLimit.rules[0]: burst … (burst-below-requests)
 * ```
 */
export const textReport = (findings: readonly Finding[], policies: number): string =>
  [...findings.map(line), summary(findings, policies)].join('\n').concat('\n');

const line = ({ file, line: row, column, severity, object, path, rule, message }: Finding): string =>
  `${file}:${row}:${column}: ${severity}: ${path === '' ? object : path}: ${message} (${rule})`;

const summary = (findings: readonly Finding[], policies: number): string => {
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const parts = [
    ['error', count('error')],
    ['warning', count('warning')],
    ['info', count('info')],
  ] as const;
  const said = parts.filter(([, number]) => number > 0).map(([word, number]) => plural(number, word));
  return `${plural(policies, 'policy')} checked: ${said.length === 0 ? 'nothing to say' : said.join(', ')}`;
};

const plural = (number: number, word: string): string => {
  if (number === 1 || word === 'info') return `${number} ${word}`;
  return `${number} ${word === 'policy' ? 'policies' : `${word}s`}`;
};
