import { readFile } from 'node:fs/promises';
import type { RevocationHealth } from '../../plan/gate-plan.ts';
import { contentOf, type Der, DerError, elements } from './der.ts';

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

/** A list without an end is never late; `nextUpdate` may be left out (RFC 5280 section 5.1.2.5). */
const NEVER = Date.parse('9999-12-31T23:59:59Z');

/** Looks at the lists in a PEM file. Undefined: there is no such file, or an empty one. */
export async function revocationOf(file: string): Promise<RevocationHealth | undefined> {
  try {
    return revocationIn(await readFile(file, 'latin1'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    return { problem: `${file} cannot be read: ${error instanceof Error ? error.message : error}` };
  }
}

/** The list of several that runs out first. */
export function revocationIn(pem: string): RevocationHealth | undefined {
  if (pem.trim() === '') return undefined;
  const blocks = pem.match(/-----BEGIN X509 CRL-----[\s\S]*?-----END X509 CRL-----/g) ?? [];
  if (blocks.length === 0) return { problem: 'ca.crl holds no list in PEM (BEGIN X509 CRL)' };
  try {
    const read = blocks.map((block) =>
      validity(Buffer.from(block.replace(/-----[^-]*-----/g, ''), 'base64')),
    );
    return read.reduce((a, b) => (b.nextUpdate < a.nextUpdate ? b : a));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { problem: `a list in ca.crl cannot be read: ${error.message}` };
  }
}

/** TBSCertList: version, signature, issuer, thisUpdate, nextUpdate and what follows (RFC 5280 section 5.1). */
function validity(der: Uint8Array): { readonly thisUpdate: number; readonly nextUpdate: number } {
  const [list] = elements(der);
  const [toBeSigned] = elements(contentOf(list, SEQUENCE));
  const fields = elements(contentOf(toBeSigned, SEQUENCE));
  const [, , made, ends] = fields[0]?.tag === INTEGER ? fields.slice(1) : fields;
  const thisUpdate = timeOf(made);
  if (thisUpdate === undefined) throw new DerError('it does not say when it was made');
  return { thisUpdate, nextUpdate: timeOf(ends) ?? NEVER };
}

function timeOf(value: Der | undefined): number | undefined {
  if (value?.tag !== UTC_TIME && value?.tag !== GENERALIZED_TIME) return undefined;
  const text = Buffer.from(value.content).toString('latin1');
  // Two digits from 50 on are of the last century (RFC 5280 section 5.1.2.4).
  const whole = value.tag === UTC_TIME ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(whole);
  if (!parts) throw new DerError('a time that is none');
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(time)) throw new DerError('a time that is none');
  return time;
}
