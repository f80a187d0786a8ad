/*
 * The last look at strings of a policy before they reach an argument, a path or a name. The schema refuses such values
 * earlier; what gets here all the same is left out, and that always refuses more callers and never fewer.
 */

const OBJECT_NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const DATA_KEY = /^(?!\.\.?$)(?!\.\.)[-._a-zA-Z0-9]{1,253}$/;
const ARGUMENT = /^[\x20-\x7e]{1,2048}$/;
const ADDRESS = /^([a-zA-Z0-9]([-a-zA-Z0-9.]{0,251}[a-zA-Z0-9])?|\[[0-9a-fA-F:.]{2,45}\]):[0-9]{1,5}$/;

/** RFC 1123 subdomain, so no path leads out of its folder. */
export const isObjectName = (text: string): boolean => OBJECT_NAME.test(text);

/** As Secrets and ConfigMaps take keys. */
export const isDataKey = (text: string): boolean => DATA_KEY.test(text);

/** Printable ASCII. */
export const isArgument = (text: string): boolean => ARGUMENT.test(text);

/** `host:port` */
export const isAddress = (text: string): boolean => ADDRESS.test(text);

export function isHttps(text: string): boolean {
  if (!isArgument(text) || /[\s"'\\,]/.test(text)) return false;
  return URL.canParse(text) && new URL(text).protocol === 'https:';
}

/** The kubelet replaces `$(NAME)` in arguments, with environment variables among them; `$$` stands for one `$`. */
export const literal = (argument: string): string => argument.replaceAll('$', '$$$$');
