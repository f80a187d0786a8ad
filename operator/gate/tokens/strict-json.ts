/** The message says what is wrong, and holds nothing of the text. */
export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';
}

const TOKEN = /[\t\n\r ]+|"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\t\n\r "{}[\],:]+/y;
const DEEPEST = 32;

/**
 * Parses a JSON object in which every object names each member once. Parsers differ in which of two they take, so that
 * one program may check a member and another use its twin (RFC 7519 section 4, RFC 7515 section 4, RFC 8725 section 2.4).
 *
 * @throws StrictJsonError for what is no JSON in UTF-8, no object, too deep, or has a member twice.
 */
export function parseStrictObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const { text, value } = parse(bytes);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new StrictJsonError('it is no JSON object');
  refuseTwins(text);
  return value as Readonly<Record<string, unknown>>;
}

function parse(bytes: Uint8Array): { readonly text: string; readonly value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch {
    throw new StrictJsonError('it is no JSON in UTF-8');
  }
}

/** Walks over the tokens of a text that is known to be JSON. A name is a string in an object that a colon follows. */
function refuseTwins(text: string): void {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of text.matchAll(new RegExp(TOKEN, 'gy'))) {
    if (/^[\t\n\r ]/.test(token)) continue;
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const name = String(JSON.parse(last));
      const names = open.at(-1);
      if (names?.has(name)) throw new StrictJsonError('a member is there twice');
      names?.add(name);
    }
    if (open.length > DEEPEST) throw new StrictJsonError('it is too deep');
    last = token;
  }
}
