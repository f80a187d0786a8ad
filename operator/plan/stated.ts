/**
 * A value that the effective policy asks for, with the path of the leaf that states it
 * (`spec.tls.hsts.maxAgeSeconds`). Without a path it is a default: wanted, but nobody is told when it falls short.
 */
export interface Stated<T> {
  readonly value: T;
  readonly field?: string;
}

export function stated<T>(value: T, field: string): Stated<T> {
  return { value, field };
}

export function byDefault<T>(value: T): Stated<T> {
  return { value };
}

/** Paths of all stated leaves in a node or in a part of one, sorted, each once. */
export function fieldsOf(part: object): readonly string[] {
  const found = new Set<string>();
  collect(part, found);
  return [...found].sort();
}

function collect(part: object, found: Set<string>): void {
  for (const [key, value] of Object.entries(part)) {
    if (key === 'field' && typeof value === 'string') found.add(value);
    else if (typeof value === 'object' && value !== null) collect(value, found);
  }
}
