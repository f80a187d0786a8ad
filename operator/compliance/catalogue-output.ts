import { CATALOGUE } from './catalogue.ts';
import type { Control, Reference } from './control.ts';
import { CAPS, GRADES, WEIGHTS } from './score.ts';

/** The catalogue for machines. */
export const catalogueJson = (): string => {
  const controls = CATALOGUE.map(({ id, title, threat, severity, references, appliesWhen, proof }) => ({
    id,
    title,
    threat,
    severity,
    references,
    appliesWhen,
    proof,
  }));
  return `${JSON.stringify({ controls }, null, 2)}\n`;
};

/** The catalogue for a terminal: a line a control. */
export const catalogueTable = (): string => {
  const rows = [
    ['ID', 'SEVERITY', 'TITLE'],
    ...CATALOGUE.map(({ id, severity, title }) => [id, severity, title]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
};

/** The catalogue as a page: docs/controls.md. */
export const catalogueMarkdown = (): string => `${[...HEAD, ...CATALOGUE.flatMap(section)].join('\n')}\n`;

const article = (grade: string): string => `\`${grade}\``;

const HEAD: readonly string[] = [
  '# Controls',
  '',
  '<!-- Written by `apipolicy controls --output markdown`; edit the catalogue instead. -->',
  '',
  'What the operator judges for every policy (`status.controls`). A control passes because something was seen, and its evidence says what:',
  '',
  '- **Pass**: seen to hold. Evidence that begins with `configuration:` comes from live objects; it says why the wire was not asked.',
  '- **Fail**: seen not to hold, or somebody undoes it, or the gateway cannot enforce what the policy states.',
  '- **Unknown**: not seen, or too long ago (twice `spec.verification.interval`). It counts as not passed.',
  '- **NotApplicable**: the policy does not ask for it, and it does not protect every API.',
  '',
  'Of several targets and hosts the worst counts. References marked *unverified* are named from memory; the others were read.',
  '',
  '## Score',
  '',
  `Each control weighs by its severity: ${Object.entries(WEIGHTS)
    .map(([severity, weight]) => `${severity} ${weight}`)
    .join(', ')}.`,
  'The score is 100 times the weight of the passed controls, divided by the weight of the passed, the failed and the unknown ones, rounded down. NotApplicable does not count, and neither does a control with an exception in force that did not pass: it is counted apart (`excepted`).',
  '',
  `Grades: ${GRADES.map(([grade, least]) => `${article(grade)} from ${least}`).join(', ')}, else ${article('F')}. While a critical control fails, the grade is ${article(CAPS.criticalFails)} at best; while one is not known, ${article(CAPS.criticalUnknown)}.`,
  '',
  '## Overview',
  '',
  '| control | severity | what holds |',
  '|---|---|---|',
  ...CATALOGUE.map(
    ({ id, severity, title }) => `| [${id}](#${id.replaceAll('.', '')}) | ${severity} | ${title} |`,
  ),
  '',
];

const section = ({ id, title, threat, severity, references, appliesWhen, proof }: Control): string[] => [
  `## ${id}`,
  '',
  `${title}. Severity: **${severity}**.`,
  '',
  `- Threat: ${threat}`,
  `- Applies: ${appliesWhen}.`,
  `- Proof: ${proof}`,
  `- References: ${references.map(reference).join('; ')}`,
  '',
];

const reference = ({ id, title, checked }: Reference): string =>
  `${id} (${title}${checked ? '' : '; *unverified*'})`;
