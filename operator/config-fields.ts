/** The configuration cannot be used; the message says where and what to write. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Fields = Readonly<Record<string, unknown>>;

/** @throws ConfigError where the value is no mapping. */
export function mapping(value: unknown, path: string, field: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new ConfigError(`${path}: ${field || 'the file'} must be a mapping`);
}
