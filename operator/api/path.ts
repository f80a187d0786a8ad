/** Where something stands in a document: names of fields and indexes of lists, from the root. */
export type Path = readonly (string | number)[];

const PLAIN = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * A path as people write it: `spec.rateLimit.rules[1].requests`; a name that is no plain word stands in quotes, as
 * `metadata.annotations["nginx.ingress.kubernetes.io/satisfy"]`. The root is the empty text.
 */
export const formatPath = (path: Path): string =>
  path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!PLAIN.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');

const STEP = /\.?([A-Za-z_][A-Za-z0-9_-]*)|\[([0-9]+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** The inverse of formatPath. Throws a RangeError with the place where the text stops being a path. */
export const parsePath = (text: string): Path => {
  const path: (string | number)[] = [];
  STEP.lastIndex = 0;
  for (let at = 0; at < text.length; at = STEP.lastIndex) {
    const match = STEP.exec(text);
    if (match === null) throw new RangeError(`not a path from character ${at + 1} on: ${text}`);
    const [, name, index, quoted] = match;
    if (name !== undefined) path.push(name);
    else if (index !== undefined) path.push(Number(index));
    else if (quoted !== undefined) path.push(JSON.parse(quoted) as string);
  }
  return path;
};

/** What stands at a path, or undefined where the path leaves the document. */
export const valueAt = (document: unknown, path: Path): unknown => {
  let value = document;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
};

/** Whether `path` is `ancestor` or stands below it. */
export const isWithin = (path: Path, ancestor: Path): boolean =>
  ancestor.length <= path.length && ancestor.every((step, index) => step === path[index]);
