/** What a value is read by: it returns the value, or throws a {@link ShapeError}. `at` is its place, as `rates[0].name`. */
export type Check<T> = (value: unknown, at: string) => T;

/** The message names the place and what was expected there. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

const wrong = (at: string, expected: string): ShapeError =>
  new ShapeError(`${at === '' ? 'the entry' : at} has to be ${expected}`);

export const text: Check<string> = (value, at) => {
  if (typeof value === 'string') return value;
  throw wrong(at, 'a text');
};

export const filled: Check<string> = (value, at) => {
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(at, 'a text that is not empty');
};

export const flag: Check<boolean> = (value, at) => {
  if (typeof value === 'boolean') return value;
  throw wrong(at, 'true or false');
};

export function whole(least: number, most: number): Check<number> {
  return (value, at) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value;
    throw wrong(at, `a whole number from ${least} to ${most}`);
  };
}

export function literal<const T extends string | number>(...values: readonly T[]): Check<T> {
  return (value, at) => {
    const found = values.find((one) => one === value);
    if (found !== undefined) return found;
    throw wrong(at, values.join(' or '));
  };
}

export function list<T>(item: Check<T>, least = 0): Check<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value) || value.length < least)
      throw wrong(at, least === 0 ? 'a list' : `a list of at least ${least}`);
    return value.map((one: unknown, index) => item(one, `${at}[${index}]`));
  };
}

export function texts(value: unknown, at: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(members(value, at)).map(([name, one]) => [name, text(one, `${at}.${name}`)]),
  );
}

type Checks = Readonly<Record<string, Check<unknown>>>;
type Shaped<R extends Checks, O extends Checks> = { readonly [K in keyof R]: ReturnType<R[K]> } & {
  readonly [K in keyof O]?: ReturnType<O[K]>;
};

/**
 * An object with all of `required`, some of `optional`, and nothing else: a member that this program does not know may
 * be a restriction that it would not enforce.
 */
export function shape<R extends Checks, O extends Checks>(required: R, optional: O): Check<Shaped<R, O>> {
  return (value, at) => {
    const given = members(value, at);
    const place = (name: string): string => (at === '' ? name : `${at}.${name}`);
    const strange = Object.keys(given).find(
      (name) => !Object.hasOwn(required, name) && !Object.hasOwn(optional, name),
    );
    if (strange !== undefined) throw new ShapeError(`${place(strange)} is not known to this gate`);
    const read: Record<string, unknown> = {};
    for (const [name, check] of Object.entries(required)) {
      if (!Object.hasOwn(given, name)) throw new ShapeError(`${place(name)} is missing`);
      read[name] = check(given[name], place(name));
    }
    for (const [name, check] of Object.entries(optional)) {
      if (Object.hasOwn(given, name)) read[name] = check(given[name], place(name));
    }
    return read as Shaped<R, O>;
  };
}

function members(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(at, 'an object');
  return value as Readonly<Record<string, unknown>>;
}
