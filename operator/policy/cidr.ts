import { canonicalNetworks, type Network, NetworkError, parseNetwork } from '../plan/network.ts';
import { PolicyValueError } from './value-error.ts';

/** Canonical texts, sorted and each once, of a stated list of networks. The error names the entry. */
export function parseNetworks(texts: readonly string[], field: string): string[] {
  if (texts.length === 0)
    throw new PolicyValueError(field, 'an empty list; leave it out or name at least one network');
  return canonicalNetworks(texts.map((text, index) => parseOne(text, `${field}[${index}]`)));
}

function parseOne(text: string, field: string): Network {
  try {
    return parseNetwork(text);
  } catch (cause) {
    if (!(cause instanceof NetworkError)) throw cause;
    throw new PolicyValueError(field, cause.message, { cause });
  }
}
