import type { Problem } from './problem.ts';
import { apiPolicySchema, clusterApiPolicySchema } from './schema.generated.ts';
import type { StructuralSchema } from './structural.ts';
import { celProblems } from './validation/cel-rules.ts';
import { headProblems } from './validation/head.ts';
import { listProblems } from './validation/lists.ts';
import { withoutNulls } from './validation/nulls.ts';
import { schemaProblems } from './validation/schema-problems.ts';
import { tidy } from './validation/tidy.ts';

export type { Problem } from './problem.ts';

/**
 * Everything that the API server would refuse in an ApiPolicy under fieldValidation=Strict, in one run and in the order
 * of the document: the CRD's schema, uniqueness in lists, and its CEL rules. The status is not looked at.
 *
 * Nothing is compiled before the first call. An empty list means that the policy is valid.
 */
export const validateApiPolicy = (document: unknown): readonly Problem[] =>
  validate('ApiPolicy', apiPolicySchema, document);

/** The same for a ClusterApiPolicy. */
export const validateClusterApiPolicy = (document: unknown): readonly Problem[] =>
  validate('ClusterApiPolicy', clusterApiPolicySchema, document);

const validate = (kind: string, schema: StructuralSchema, document: unknown): readonly Problem[] => {
  const read = withoutNulls(document);
  const broken = schemaProblems(schema, read);
  const problems = [
    ...headProblems(read, kind),
    ...broken,
    ...listProblems(schema, read),
    ...celProblems(schema, read, broken),
  ];
  return tidy(problems, read);
};
