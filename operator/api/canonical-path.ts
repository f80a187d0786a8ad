/** Longer than any path that a gateway takes by default: nginx reads request lines of at most 32 KiB. */
const MAX_LENGTH = 32_768;

/** `/` and `\` in disguise: whether they divide segments is read one way by a gateway and another way by an app. */
const HIDDEN_SEPARATOR = /%(2f|5c)/i;

/**
 * What software reads in more than one way: control characters and lone surrogates, the backslash, `;` (parameters of a
 * segment in some frameworks), a `%` that is left after decoding once (it would be decoded again), and `?` and `#`, which
 * end the path for whoever reads the decoded text as a URI.
 */
const AMBIGUOUS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\\;%?#]/u;

/**
 * The decoded form of a request's path (RFC 3986, percent-decoded once as UTF-8), if every reader of it reads the same
 * path; undefined if it could be read in another way. Case and a trailing slash are kept. `raw` is the path as it was
 * sent, without the query.
 *
 * Canonical are paths that begin with one `/` and hold no empty, `.` or `..` segment, no encoded separator and nothing
 * that is ambiguous. The result is canonical itself, and stays as it is: `canonicalPath(result) === result`.
 */
export function canonicalPath(raw: string): string | undefined {
  if (!raw.startsWith('/') || raw.length > MAX_LENGTH || HIDDEN_SEPARATOR.test(raw)) return undefined;
  const path = decodedOnce(raw);
  if (path === undefined || AMBIGUOUS.test(path)) return undefined;
  const segments = path.slice(1).split('/');
  const bad = segments.some(
    (segment, index) =>
      segment === '.' || segment === '..' || (segment === '' && index < segments.length - 1),
  );
  return bad ? undefined : path;
}

/** Undefined for a `%` without two hexadecimal digits and for bytes that are no UTF-8 (overlong forms among them). */
function decodedOnce(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
