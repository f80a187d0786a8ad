import type { Ingress, KubernetesObject } from '../api/kubernetes.ts';
import { applyConfiguration } from '../reconcile/apply-configuration.ts';
import type { PolicyDecision, TargetResult } from '../reconcile/decide.ts';
import type { CrossFinding } from '../reconcile/findings.ts';
import { analyse, schemaFindings } from './analysis.ts';
import { certificateObjects, placeholderBundles } from './certificates.ts';
import { companionObjects, placeholderSecrets } from './companions.ts';
import type { OfflineOptions } from './offline-settings.ts';

export interface RenderOptions extends OfflineOptions {
  /** Whole Ingresses, as they would stand in Git, instead of our fields alone. */
  readonly merge?: boolean;
}

export interface Rendering {
  /** Kubernetes objects in a fixed order, what is named before what names it; empty when there are errors. */
  readonly objects: readonly object[];
  /** Secrets among what the objects name whose real names only the operator knows, as `shop/…-cookie`. */
  readonly placeholders: readonly string[];
  /** The same of the Secrets with the certificates of managed CAs, as `shop/orders-ca-bundle`. */
  readonly bundles: readonly string[];
  readonly findings: readonly CrossFinding[];
}

type Governed = Extract<TargetResult, { kind: 'governed' }>;

/**
 * What the operator would apply for the policies among the objects: the same decisions, by the same code. With an
 * error nothing is rendered, since half of a protection can be worse than none.
 */
export function renderDocuments(
  documents: readonly KubernetesObject[],
  options: RenderOptions = {},
): Rendering {
  const problems = schemaFindings(documents);
  const { decisions, companions, certificates, findings } = analyse(documents, options);
  const all = [...problems, ...findings];
  if (all.some(({ severity }) => severity === 'error'))
    return { objects: [], placeholders: [], bundles: [], findings: all };
  const targets = decisions.flatMap(writtenBy).sort((a, b) => (keyOf(a.ingress) < keyOf(b.ingress) ? -1 : 1));
  const ingresses = targets.map((target) =>
    options.merge ? merged(target, documents) : applyConfiguration(target.ingress, target.decision.desired),
  );
  const named = targets
    .flatMap(({ decision }) => decision.objects)
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return {
    objects: [...companionObjects(companions), ...certificateObjects(certificates), ...named, ...ingresses],
    placeholders: placeholderSecrets(companions),
    bundles: placeholderBundles(certificates),
    findings: all,
  };
}

/** Targets on which a policy in force wants anything of its own. */
function writtenBy({ mode, targets }: PolicyDecision): Governed[] {
  if (mode !== 'Enforce') return [];
  return targets.filter(
    (target): target is Governed =>
      target.kind === 'governed' && Object.keys(target.decision.desired.annotations).length > 0,
  );
}

function merged({ ingress, decision }: Governed, documents: readonly KubernetesObject[]): object {
  const whole = documents.findLast(
    (document): document is Ingress =>
      document.kind === 'Ingress' &&
      keyOf(document) === keyOf(ingress) &&
      document.apiVersion === ingress.apiVersion,
  );
  if (!whole) throw new Error(`Ingress ${keyOf(ingress)} is not among the documents`);
  const { managedFields: _owners, ...metadata } = whole.metadata;
  const annotations = { ...metadata.annotations, ...decision.desired.annotations };
  const { tls } = decision.desired;
  return { ...whole, metadata: { ...metadata, annotations }, spec: { ...whole.spec, ...(tls && { tls }) } };
}

const keyOf = ({ metadata }: KubernetesObject): string =>
  `${metadata.namespace ?? 'default'}/${metadata.name}`;
