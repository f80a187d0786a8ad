import type { CompanionSettings } from './companions/settings.ts';
import { ConfigError, type Fields, mapping } from './config-fields.ts';

/** Section `companions` of the configuration file: what is absent takes its default. */
export type CompanionConfig = Partial<CompanionSettings>;

type Reader = (value: unknown, fail: (wanted: string) => never, path: string, field: string) => unknown;

const matching =
  (pattern: RegExp, wanted: string): Reader =>
  (value, fail) =>
    typeof value === 'string' && pattern.test(value) ? value : fail(wanted);

const list =
  (item: Reader, wanted: string): Reader =>
  (value, fail, path, field) =>
    Array.isArray(value)
      ? value.map((entry, index) => item(entry, fail, path, `${field}[${index}]`))
      : fail(wanted);

const image = matching(/^[a-zA-Z0-9][a-zA-Z0-9._:/@-]*$/, 'an image, as repository:tag or repository@digest');

const READERS: Readonly<Record<keyof CompanionConfig, Reader>> = {
  gateImage: image,
  oauth2ProxyImage: image,
  replicas: (value, fail) =>
    Number.isInteger(value) && Number(value) >= 2 && Number(value) <= 20
      ? value
      : fail('a whole number from 2 to 20'),
  resources: (value, _, path, field) => {
    const parts = known(mapping(value, path, field), ['requests', 'limits'], path, field);
    return each(parts, (part, key) => resources(part, path, `${field}.${key}`));
  },
  trustedProxyIPs: list(
    matching(/^[0-9a-fA-F.:]+(\/[0-9]{1,3})?$/, 'a list of addresses and networks, as 10.0.0.0/8'),
    'a list of addresses and networks',
  ),
  gatewayFrom: list(
    (value, _, path, field) => mapping(value, path, field),
    "a list, as a NetworkPolicy's from",
  ),
  pullSecrets: list((value, fail, path, field) => {
    const { name } = known(mapping(value, path, field), ['name'], path, field);
    return typeof name === 'string' && name !== '' ? name : fail('a list of {name}');
  }, 'a list of {name}'),
  clusterDomain: matching(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'a DNS name, as cluster.local'),
  operatorNamespace: matching(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "a namespace's name"),
};

/** @throws ConfigError naming the field. */
export function companionConfig(value: unknown, path: string): CompanionConfig {
  if (value === undefined || value === null) return {};
  const fields = known(mapping(value, path, 'companions'), Object.keys(READERS), path, 'companions');
  return each(fields, (part, key) => {
    const field = `companions.${key}`;
    const fail = (wanted: string): never => {
      throw new ConfigError(`${path}: ${field} must be ${wanted}, not ${JSON.stringify(part)}`);
    };
    return READERS[key as keyof CompanionConfig](part, fail, path, field);
  });
}

/** A quantity is told as the API server writes it: else each look at it would find a difference. */
function resources(value: unknown, path: string, field: string): Readonly<Record<string, unknown>> {
  return each(known(mapping(value, path, field), ['cpu', 'memory'], path, field), (amount, key) => {
    const [, count, unit] =
      (key === 'cpu' ? /^(\d{1,7})(m?)$/ : /^(\d{1,7})(Mi|Gi)$/).exec(String(amount)) ?? [];
    if (count === undefined || unit === undefined || Number(count) < 1)
      throw new ConfigError(
        `${path}: ${field}.${key} must be ${key === 'cpu' ? 'as 500m or 2' : 'as 64Mi or 1Gi'}, not ${JSON.stringify(amount)}`,
      );
    const [small, large, ratio] = key === 'cpu' ? ['m', '', 1000] : ['Mi', 'Gi', 1024];
    const whole = unit === small && Number(count) % Number(ratio) === 0;
    return whole ? `${Number(count) / Number(ratio)}${large}` : `${Number(count)}${unit}`;
  });
}

function known(fields: Fields, names: readonly string[], path: string, field: string): Fields {
  for (const key of Object.keys(fields))
    if (!names.includes(key))
      throw new ConfigError(`${path}: unknown field ${field}.${key}; known: ${names.join(', ')}`);
  return fields;
}

function each(fields: Fields, of: (value: unknown, key: string) => unknown): Record<string, never> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, of(value, key)])) as Record<
    string,
    never
  >;
}
