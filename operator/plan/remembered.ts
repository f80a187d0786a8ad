/** A function of objects that never change, worked out once for each. */
export function remembered<T extends object, R extends {}>(of: (object: T) => R): (object: T) => R {
  const known = new WeakMap<T, R>();
  return (object) => {
    const before = known.get(object);
    if (before !== undefined) return before;
    const found = of(object);
    known.set(object, found);
    return found;
  };
}
