import { createHash } from 'node:crypto';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { VERSION } from '../../version.ts';
import type { Finding, Severity } from './finding.ts';
import { meaningOf } from './rules.ts';

/** What a file's place is told by. Absolute directories. */
export interface Places {
  /** Root of the repository: code hosts look a file up by its path from there. */
  readonly root: string;
  /** Where the command runs: files are named from there. */
  readonly cwd: string;
}

/** SARIF's levels; all findings are of kind `fail`, since with any other kind the level must be `none` (3.27.10). */
const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<
  Severity,
  string
>;

/** In GitHub's words, for its filters. */
const PROBLEM = { error: 'error', warning: 'warning', info: 'recommendation' } as const;

/**
 * The report for code hosts: SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), with what GitHub and GitLab
 * ask for beyond it: each result has a file with a line, a path relative to the repository, and a fingerprint that
 * stays when lines move.
 */
export const sarifReport = (findings: readonly Finding[], places: Places): string => {
  const ids = [...new Set(findings.map(({ rule }) => rule))].toSorted();
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'apipolicy',
            version: VERSION,
            semanticVersion: VERSION,
            rules: ids.map((id) => ruleOf(id, findings)),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, ids.indexOf(finding.rule), places)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
};

const ruleOf = (id: string, findings: readonly Finding[]) => {
  const found = findings.filter(({ rule }) => rule === id).map(({ severity }) => severity);
  const worst = (['error', 'warning'] as const).find((severity) => found.includes(severity)) ?? 'info';
  const text = meaningOf(id) ?? `${id.charAt(0).toUpperCase()}${id.slice(1).replaceAll('-', ' ')}.`;
  const help = `${text} The message of each finding says what to write; "apipolicy lint --help" explains severities.`;
  return {
    id,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: help, markdown: help },
    defaultConfiguration: { level: LEVELS[worst] },
    properties: { tags: ['security', 'kubernetes'], precision: 'high', 'problem.severity': PROBLEM[worst] },
  };
};

const resultOf = (finding: Finding, ruleIndex: number, places: Places) => {
  const { file, line, column, object, path, rule, severity, message, related } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    kind: 'fail',
    level: LEVELS[severity],
    message: { text: `${path === '' ? object : `${object}: ${path}`}: ${message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifactOf(file, places),
          region: { startLine: line, startColumn: column },
        },
        logicalLocations: [
          { fullyQualifiedName: path === '' ? object : `${object} ${path}`, kind: 'object' },
        ],
      },
    ],
    partialFingerprints: { 'objectPathRule/v1': fingerprint(finding) },
    properties: { object, path, related },
  };
};

/**
 * A URI relative to the repository. Standard input has no file: it gets a name, since a result without a place is
 * refused. A file outside the repository can only be told absolutely.
 */
const artifactOf = (file: string, { root, cwd }: Places) => {
  if (file === '-') return { uri: 'stdin', uriBaseId: '%SRCROOT%' };
  const path = resolve(cwd, file);
  const below = relative(root, path);
  if (isAbsolute(below) || below === '..' || below.startsWith(`..${sep}`)) {
    return { uri: pathToFileURL(path).href };
  }
  return { uri: below.split(sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
};

/** Of what the finding is about, never of where it stands. */
const fingerprint = ({ object, path, rule, related }: Finding): string =>
  createHash('sha256')
    .update(JSON.stringify([rule, object, path, related]))
    .digest('hex')
    .slice(0, 32);
