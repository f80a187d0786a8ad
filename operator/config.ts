import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { GatewayLocation } from './reconcile/gateway-sources.ts';

/** The operator's configuration file (the chart writes it into a ConfigMap). */
export interface OperatorConfig {
  readonly gateways: readonly GatewayLocation[];
}

/** The configuration cannot be used; the message says where and what to write. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const GATEWAY_KEYS = ['class', 'namespace', 'configMap', 'deployment', 'address'];

/**
 * Reads the configuration file.
 * @throws ConfigError naming the field.
 */
export async function loadConfig(path: string): Promise<OperatorConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `--config: ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return parseConfig(text, path);
}

/** @throws ConfigError naming the field. */
export function parseConfig(text: string, path: string): OperatorConfig {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw new ConfigError(`${path} is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (value === null || value === undefined) return { gateways: [] };
  const fields = record(value, path, '');
  for (const key of Object.keys(fields)) {
    if (key !== 'gateways' && key !== 'logLevel')
      throw new ConfigError(`${path}: unknown field ${key}; known: gateways, logLevel`);
  }
  const gateways = fields.gateways ?? [];
  if (!Array.isArray(gateways))
    throw new ConfigError(`${path}: gateways must be a list of {${GATEWAY_KEYS.join(', ')}}`);
  return { gateways: gateways.map((entry, index) => gateway(entry, path, `gateways[${index}]`)) };
}

function gateway(value: unknown, path: string, field: string): GatewayLocation {
  const entry = record(value, path, field);
  for (const [key, part] of Object.entries(entry)) {
    if (!GATEWAY_KEYS.includes(key))
      throw new ConfigError(`${path}: unknown field ${field}.${key}; known: ${GATEWAY_KEYS.join(', ')}`);
    if (typeof part !== 'string') throw new ConfigError(`${path}: ${field}.${key} must be a string`);
  }
  const { class: className, namespace } = entry;
  if (!className || !namespace) throw new ConfigError(`${path}: ${field} needs class and namespace`);
  return entry as unknown as GatewayLocation;
}

function record(value: unknown, path: string, field: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new ConfigError(`${path}: ${field || 'the file'} must be a mapping`);
}
