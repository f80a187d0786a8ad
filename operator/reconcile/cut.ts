/**
 * `text` in at most `length` UTF-16 units. What is cut stays well-formed: half a character would come back from the API
 * server as another text, and look like a change for ever.
 */
export const cut = (text: string, length: number): string =>
  (text.length > length
    ? `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
    : text
  ).toWellFormed();
