import type { KubernetesObject } from '../../api/kubernetes.ts';
import { formatPath, type Path, parsePath } from '../../api/path.ts';
import type { CrossFinding } from '../../reconcile/findings.ts';
import { kubernetesObjects, type SourceDocument } from '../documents.ts';
import { duplicateFindings } from './duplicates.ts';
import type { Finding, Severity } from './finding.ts';
import { objectName } from './object-name.ts';
import { ownFindings } from './own-findings.ts';

/**
 * Judges objects together. Gets those that are well-formed; policies that break the schema are among them, since what
 * they name can matter to others.
 */
export type CrossCheck = (objects: readonly KubernetesObject[]) => readonly CrossFinding[];

/**
 * All findings about the documents: what each of them breaks, and what the cross check says of them together, each at
 * its place in the text, in the order of the input.
 */
export const lint = (documents: readonly SourceDocument[], crossCheck: CrossCheck): readonly Finding[] => {
  const own = documents.map((document) => ({ document, findings: ownFindings(document) }));
  const wellFormed = own.filter(({ document, findings }) => isPolicy(document) || !hasError(findings));
  const usable = wellFormed.map(({ document }) => document);
  const placed = [
    ...own.flatMap(({ document, findings }) => findings.map((found) => place(document, found.path, found))),
    ...duplicateFindings(documents).map(({ document, ...found }) => place(document, found.path, found)),
    ...crossCheck(kubernetesObjects(usable)).flatMap((found) => placeCross(documents, found)),
  ];
  const order = new Map(documents.map(({ file }, index) => [file, index]));
  return placed.toSorted(
    (a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  );
};

const isPolicy = ({ value }: SourceDocument): boolean =>
  ['ApiPolicy', 'ClusterApiPolicy'].includes(String((value as { readonly kind?: unknown } | null)?.kind));

const hasError = (findings: readonly { readonly severity: Severity }[]): boolean =>
  findings.some(({ severity }) => severity === 'error');

interface Unplaced {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related?: readonly string[];
}

const place = (document: SourceDocument, path: Path, found: Unplaced): Finding => ({
  file: document.file,
  ...document.locate(path),
  object: objectName(document.value),
  path: formatPath(path),
  rule: found.rule,
  severity: found.severity,
  message: found.message,
  related: found.related ?? [],
});

/** A finding about an object that is not in the input has no place and is a fault of the check. */
const placeCross = (documents: readonly SourceDocument[], found: CrossFinding): readonly Finding[] => {
  const document = documents.findLast(({ value }) => objectName(value) === found.object);
  if (document === undefined) throw new Error(`a finding about ${found.object}, which is not in the input`);
  return [place(document, parsePath(found.path), found)];
};
