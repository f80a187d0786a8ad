import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { type CompanionConfig, companionConfig } from './companion-config.ts';
import { ConfigError, mapping } from './config-fields.ts';
import type { GatewayLocation } from './reconcile/gateway-sources.ts';

/** The operator's configuration file (the chart writes it into a ConfigMap). */
export interface OperatorConfig {
  readonly gateways: readonly GatewayLocation[];
  readonly companions: CompanionConfig;
}

const KEYS = ['gateways', 'logLevel', 'companions'];
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
  if (value === null || value === undefined) return { gateways: [], companions: {} };
  const fields = mapping(value, path, '');
  for (const key of Object.keys(fields)) {
    if (!KEYS.includes(key))
      throw new ConfigError(`${path}: unknown field ${key}; known: ${KEYS.join(', ')}`);
  }
  const gateways = fields.gateways ?? [];
  if (!Array.isArray(gateways))
    throw new ConfigError(`${path}: gateways must be a list of {${GATEWAY_KEYS.join(', ')}}`);
  return {
    gateways: gateways.map((entry, index) => gateway(entry, path, `gateways[${index}]`)),
    companions: companionConfig(fields.companions, path),
  };
}

function gateway(value: unknown, path: string, field: string): GatewayLocation {
  const entry = mapping(value, path, field);
  for (const [key, part] of Object.entries(entry)) {
    if (!GATEWAY_KEYS.includes(key))
      throw new ConfigError(`${path}: unknown field ${field}.${key}; known: ${GATEWAY_KEYS.join(', ')}`);
    if (typeof part !== 'string') throw new ConfigError(`${path}: ${field}.${key} must be a string`);
  }
  const { class: className, namespace } = entry;
  if (!className || !namespace) throw new ConfigError(`${path}: ${field} needs class and namespace`);
  return entry as unknown as GatewayLocation;
}
