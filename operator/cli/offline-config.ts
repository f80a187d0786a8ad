import { type Path, valueAt } from '../api/path.ts';
import type { Problem } from '../api/problem.ts';
import type { StructuralSchema } from '../api/structural.ts';
import { withoutNulls } from '../api/validation/nulls.ts';
import { schemaProblems } from '../api/validation/schema-problems.ts';
import { type CompanionConfig, companionConfig } from '../companion-config.ts';
import { ConfigError } from '../config-fields.ts';
import { InputError, readDocuments } from './documents.ts';
import type { GatewayEntry, OfflineOptions } from './offline-settings.ts';

const text: StructuralSchema = { type: 'string' };
const data: StructuralSchema = { type: 'object', additionalProperties: text };

/** The operator's own file, which the chart writes, with the ConfigMap's data inline; `replicas` and `version` as a Deployment would show. */
const SCHEMA: StructuralSchema = {
  type: 'object',
  required: ['gateways'],
  properties: {
    logLevel: text,
    companions: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    gateways: {
      type: 'array',
      example: '[{class: nginx, configMap: {data: {hsts-max-age: "31536000"}}}]',
      items: {
        type: 'object',
        properties: {
          class: text,
          namespace: text,
          configMap: {},
          data,
          deployment: text,
          address: text,
          replicas: { type: 'integer' },
          version: text,
        },
      },
    },
  },
};

/** `{name, data}`, or a whole ConfigMap. */
const INLINE: StructuralSchema = {
  type: 'object',
  properties: {
    name: text,
    data,
    apiVersion: text,
    kind: text,
    metadata: {
      type: 'object',
      properties: { name: text },
      'x-kubernetes-preserve-unknown-fields': true,
    },
  },
};

/**
 * Reads the file of `--config` of render and lint. A ConfigMap may be given by its name, as `{name, data}`, whole, or by
 * its data alone.
 * @throws InputError with the place of what is wrong.
 */
export const loadOfflineConfig = async (file: string): Promise<OfflineOptions> => {
  const [document, ...others] = await readDocuments([file], { stdin: nothing() });
  if (document === undefined || others.length > 0) {
    throw new InputError([
      { file, message: 'expected one document, as gateways: [{class: nginx, namespace: …}]' },
    ]);
  }
  const value = withoutNulls(document.value);
  const problems = problemsOf(value);
  if (problems.length > 0) {
    throw new InputError(problems.map(({ path, message }) => ({ file, ...document.locate(path), message })));
  }
  const { gateways, companions } = value as {
    readonly gateways: readonly GatewayEntry[];
    readonly companions?: unknown;
  };
  return { gateways, companions: companionsIn(companions, file) };
};

function companionsIn(value: unknown, file: string): CompanionConfig {
  try {
    return companionConfig(value, file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new InputError([{ file, message: error.message }]);
  }
}

const problemsOf = (value: unknown): readonly Problem[] => {
  const outer = schemaProblems(SCHEMA, value);
  const gateways = valueAt(value, ['gateways']);
  if (outer.length > 0 || !Array.isArray(gateways)) return outer;
  return gateways.flatMap((_, index): readonly Problem[] => {
    const path: Path = ['gateways', index, 'configMap'];
    const configMap = valueAt(value, path);
    if (configMap === undefined || typeof configMap === 'string') return [];
    const found = schemaProblems(isDataAlone(configMap) ? data : INLINE, configMap);
    return found.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));
  });
};

const isDataAlone = (configMap: unknown): boolean =>
  typeof configMap === 'object' &&
  configMap !== null &&
  !Array.isArray(configMap) &&
  typeof valueAt(configMap, ['data']) !== 'object';

async function* nothing(): AsyncGenerator<Uint8Array> {}
