import type { Problem } from '../../api/problem.ts';
import type { StructuralSchema } from '../../api/structural.ts';
import { withoutNulls } from '../../api/validation/nulls.ts';
import { schemaProblems } from '../../api/validation/schema-problems.ts';

const text: StructuralSchema = { type: 'string' };
const texts: StructuralSchema = { type: 'array', items: text };
const words: StructuralSchema = { type: 'object', additionalProperties: text };

/** An object of which only these fields matter here. */
const having = (properties: Readonly<Record<string, StructuralSchema>>): StructuralSchema => ({
  type: 'object',
  properties,
  'x-kubernetes-preserve-unknown-fields': true,
});

const listOf = (items: StructuralSchema): StructuralSchema => ({ type: 'array', items });

const document = (properties: Readonly<Record<string, StructuralSchema>>): StructuralSchema =>
  having({
    metadata: having({ name: text, namespace: text, labels: words, annotations: words }),
    ...properties,
  });

/** The fields of other kinds that policies are judged by; what the API server knows beyond them is its own affair. */
const SHAPES: Readonly<Record<string, StructuralSchema>> = {
  'networking.k8s.io/v1 Ingress': document({
    spec: having({
      ingressClassName: text,
      tls: listOf(having({ hosts: texts, secretName: text })),
      rules: listOf(
        having({ host: text, http: having({ paths: listOf(having({ path: text, pathType: text })) }) }),
      ),
    }),
  }),
  'networking.k8s.io/v1 IngressClass': document({ spec: having({ controller: text }) }),
  'v1 Namespace': document({}),
  'v1 ConfigMap': document({ data: words }),
  'apps/v1 Deployment': document({
    spec: having({
      replicas: { type: 'integer' },
      template: having({
        spec: having({
          containers: listOf(having({ name: text, image: text, args: texts, command: texts })),
        }),
      }),
    }),
  }),
};

/**
 * What is wrong with an object of another kind than ours, in the fields that policies are judged by: a list where a text
 * belongs, an annotation that YAML reads as a boolean. An object with such a fault must not be judged.
 */
export const shapeProblems = (value: unknown): readonly Problem[] => {
  const object = withoutNulls(value);
  const { apiVersion, kind } = object as { readonly apiVersion?: unknown; readonly kind?: unknown };
  const shape = SHAPES[`${String(apiVersion)} ${String(kind)}`];
  return shape === undefined ? [] : schemaProblems(shape, object);
};
