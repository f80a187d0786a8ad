/** Methods whose requests have a body: the gate is not shown it. */
const WITH_BODY: readonly string[] = ['POST', 'PUT', 'PATCH'];

const MEDIA_TYPE = /^([a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126})[\t ]*(;[^,]*)?$/i;

/**
 * Whether a request may bring what its Content-Type says (RFC 9110 section 8.3). Parameters are not looked at. A request
 * that may have a body and names no type, several, or none that can be read is refused: an app would guess.
 */
export function takesMediaType(
  allowed: readonly string[],
  methods: readonly string[],
  contentTypes: readonly string[],
): boolean {
  if (!methods.some((method) => WITH_BODY.includes(method))) return true;
  const [value, ...more] = contentTypes;
  if (value === undefined || more.length > 0) return false;
  const [, type] = MEDIA_TYPE.exec(value.trim()) ?? [];
  return type !== undefined && allowed.includes(type.toLowerCase());
}
