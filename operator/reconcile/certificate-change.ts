import type { HostObservation } from '../compliance/wire.ts';

/** Serial numbers of two certificates, hexadecimal. */
export interface CertificateChange {
  readonly from: string;
  readonly to: string;
}

/** Whether a host has another certificate than when it was last seen; undefined also where one of the looks saw none. */
export function certificateChange(
  before: Pick<HostObservation, 'tls'> | undefined,
  now: Pick<HostObservation, 'tls'>,
): CertificateChange | undefined {
  if (!before?.tls || !now.tls || !('value' in before.tls) || !('value' in now.tls)) return undefined;
  const from = before.tls.value.serial;
  const to = now.tls.value.serial;
  return from === to ? undefined : { from, to };
}
