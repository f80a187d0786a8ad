import type { Environment } from '@marcbachmann/cel-js';
import { isWithin } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { CelRule, StructuralSchema } from '../structural.ts';
import { kubernetesCel } from './kubernetes-cel.ts';
import { walk } from './schema-walk.ts';

type Program = ReturnType<Environment['parse']>;

let environment: Environment | undefined;
const programs = new Map<string, Program>();

/**
 * The CEL rules that a document breaks. Unlike the API server, which stops after errors of the schema, each rule is
 * tried; one that cannot be evaluated because of such an error at its place or below has nothing to say.
 */
export const celProblems = (
  schema: StructuralSchema,
  document: unknown,
  known: readonly Problem[],
): readonly Problem[] => {
  const problems: Problem[] = [];
  for (const { schema: own, value, path } of walk(schema, document)) {
    const rules = own['x-kubernetes-validations'];
    if (rules === undefined || value === null) continue;
    const self = toCel(value);
    for (const rule of rules) {
      const message = failure(rule, self, () => known.some((problem) => isWithin(problem.path, path)));
      if (message !== undefined) problems.push({ path, rule: rule.id, message });
    }
  }
  return problems;
};

const failure = (rule: CelRule, self: unknown, isExcused: () => boolean): string | undefined => {
  try {
    return evaluate(rule.rule, self) === true ? undefined : messageOf(rule, self);
  } catch (error) {
    if (isExcused()) return undefined;
    return `${rule.message} (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`;
  }
};

/** As the API server has it: a messageExpression that cannot be evaluated gives way to the message. */
const messageOf = (rule: CelRule, self: unknown): string => {
  if (rule.messageExpression === undefined) return rule.message;
  try {
    const text: unknown = evaluate(rule.messageExpression, self);
    return typeof text === 'string' && text.trim() !== '' ? text : rule.message;
  } catch {
    return rule.message;
  }
};

const evaluate = (expression: string, self: unknown): unknown => {
  environment ??= kubernetesCel();
  let program = programs.get(expression);
  if (program === undefined) {
    program = environment.parse(expression);
    programs.set(expression, program);
  }
  return program({ self }) as unknown;
};

/** CEL tells int from double; whole numbers of JSON are ints here, as our schema has no others. */
const toCel = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
};
