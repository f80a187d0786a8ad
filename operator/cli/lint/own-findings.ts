import type { Problem } from '../../api/problem.ts';
import { validateApiPolicy, validateClusterApiPolicy } from '../../api/validate.ts';
import { emptyFields } from '../../api/validation/nulls.ts';
import { suggest } from '../../api/validation/suggest.ts';
import { shapeProblems } from '../documents/shapes.ts';
import type { SourceDocument } from '../documents.ts';
import type { Severity } from './finding.ts';

/** A finding about one document, before it has a place in the text. */
export interface OwnFinding extends Problem {
  readonly severity: Severity;
}

const VALIDATE: ReadonlyMap<unknown, (document: unknown) => readonly Problem[]> = new Map([
  ['ApiPolicy', validateApiPolicy],
  ['ClusterApiPolicy', validateClusterApiPolicy],
]);
const KINDS = ['ApiPolicy', 'ClusterApiPolicy'];

/** What can be said of one document without looking at the others. */
export const ownFindings = ({ value, named }: SourceDocument): readonly OwnFinding[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [
      {
        path: [],
        rule: 'not-an-object',
        severity: 'error',
        message: 'no Kubernetes object: write apiVersion, kind, metadata and spec',
      },
    ];
  }
  const { apiVersion, kind } = value as { readonly apiVersion?: unknown; readonly kind?: unknown };
  const validate = VALIDATE.get(kind);
  if (validate !== undefined) return policyFindings(value, validate);
  if (typeof apiVersion === 'string' && apiVersion.startsWith('apipolicy.dev/')) return [unknownKind(kind)];
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') {
    const message = 'passed over: no Kubernetes object, apiVersion or kind is missing';
    return [{ path: [], rule: 'no-kind', severity: named ? 'warning' : 'info', message }];
  }
  return shapeProblems(value).map((problem) => ({ ...problem, severity: 'error' }));
};

const policyFindings = (
  value: unknown,
  validate: (document: unknown) => readonly Problem[],
): readonly OwnFinding[] => [
  ...validate(value).map((problem): OwnFinding => ({ ...problem, severity: 'error' })),
  ...emptyFields(value).map((problem): OwnFinding => ({ ...problem, severity: 'warning' })),
];

const unknownKind = (kind: unknown): OwnFinding => {
  const meant = suggest(String(kind), KINDS);
  const message = meant
    ? `unknown kind ${String(kind)}: did you mean ${meant}?`
    : `unknown kind ${String(kind)}: this version has ${KINDS.join(', ')}`;
  return { path: ['kind'], rule: 'unknown-kind', severity: 'error', message };
};
