import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { CelRule, StructuralSchema } from '../../operator/api/structural.ts';

/** What the generators read of a CustomResourceDefinition. */
export interface Crd {
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
  readonly group: string;
  readonly version: string;
  readonly columns: readonly PrinterColumn[];
  /** With the `id` of each CEL rule, which stands in a comment and therefore not in the CRD itself. */
  readonly schema: StructuralSchema;
}

export interface PrinterColumn {
  readonly name: string;
  readonly description?: string;
}

interface CrdDocument {
  readonly spec: {
    readonly group: string;
    readonly scope: Crd['scope'];
    readonly names: {
      readonly kind: string;
      readonly plural: string;
      readonly singular: string;
      readonly shortNames?: readonly string[];
    };
    readonly versions: readonly {
      readonly name: string;
      readonly additionalPrinterColumns?: readonly PrinterColumn[];
      readonly schema: { readonly openAPIV3Schema: StructuralSchema };
    }[];
  };
}

/** Reads a CRD of one version. Throws with the line to mend when a CEL rule has no `# id:` comment. */
export const readCrd = (text: string): Crd => {
  const document = parseDocument(text);
  nameRules(document.contents);
  const crd = document.toJS() as CrdDocument;
  const version = crd.spec.versions[0];
  if (version === undefined || crd.spec.versions.length !== 1)
    throw new Error('expected a CRD of one version');
  return {
    kind: crd.spec.names.kind,
    plural: crd.spec.names.plural,
    singular: crd.spec.names.singular,
    shortNames: crd.spec.names.shortNames ?? [],
    scope: crd.spec.scope,
    group: crd.spec.group,
    version: version.name,
    columns: version.additionalPrinterColumns ?? [],
    schema: version.schema.openAPIV3Schema,
  };
};

const nameRules = (node: unknown): void => {
  if (isSeq(node)) for (const item of node.items) nameRules(item);
  if (!isMap(node)) return;
  for (const pair of node.items) {
    const isRules = isScalar(pair.key) && pair.key.value === 'x-kubernetes-validations';
    if (isRules && isSeq(pair.value)) nameEach(pair.value.items, pair.value.commentBefore);
    else nameRules(pair.value);
  }
};

/** The yaml package gives the comment above the first item to the list, and those above the others to the items. */
const nameEach = (items: readonly unknown[], first: string | null | undefined): void => {
  for (const [index, item] of items.entries()) {
    if (!isMap(item)) continue;
    const comment = item.commentBefore ?? (index === 0 ? first : undefined);
    const id = /^ id: ([a-z0-9-]+)$/m.exec(comment ?? '')?.[1];
    if (id === undefined) throw new Error(`write a comment "# id: some-name" above the rule ${ruleOf(item)}`);
    item.set('id' satisfies keyof CelRule, id);
  }
};

const ruleOf = (item: YAMLMap): string => String(item.get('rule'));
