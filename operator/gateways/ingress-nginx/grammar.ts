import { parseLenient } from '../../plan/network.ts';

/**
 * How the controller reads values that others wrote (`undefined`: it would not take the value). In some versions a bad
 * value drops the whole Ingress, in others only the feature: either way it enforces nothing.
 */

/** Go's `strconv.ParseBool`. `yes`, `on` and `enabled` are none. */
export function readBool(text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  return undefined;
}

/** Go's `strconv.Atoi`. */
export function readInteger(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?[0-9]{1,15}$/.test(text)) return undefined;
  return Number(text);
}

/** An nginx size in bytes; `0` means without limit. */
export function readSize(text: string | undefined): number | undefined {
  const [, digits, unit = ''] = /^([0-9]{1,15})([bkmg]?)$/i.exec(text?.trim() ?? '') ?? [];
  if (digits === undefined) return undefined;
  const factor = { '': 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit.toLowerCase()] ?? 1;
  return Number(digits) * factor;
}

/** A comma-separated list, entries trimmed, empty ones dropped. */
export function readList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Addresses and networks between commas, and nothing else. */
export function isNetworkList(text: string): boolean {
  return text.split(',').every((entry) => parseLenient(entry.trim()) !== undefined);
}
