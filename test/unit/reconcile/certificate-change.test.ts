import { describe, expect, test } from 'vitest';
import type { HostObservation } from '../../../operator/compliance/wire.ts';
import { certificateChange } from '../../../operator/reconcile/certificate-change.ts';

const withSerial = (serial: string) =>
  ({ tls: { at: 1, repeat: '', value: { serial } } }) as unknown as HostObservation;
const away: HostObservation = { host: 'a', tls: { at: 1, repeat: '', error: 'connection refused' } };

describe('a host has another certificate', () => {
  test('when the serial is another one', () => {
    expect(certificateChange(withSerial('01'), withSerial('02'))).toEqual({ from: '01', to: '02' });
  });

  test.each([
    ['the same is seen again', withSerial('01'), withSerial('01')],
    ['it is seen for the first time', undefined, withSerial('01')],
    ['the gateway was away', away, withSerial('01')],
    ['the gateway is away', withSerial('01'), away],
  ])('not when %s', (_, before, now) => {
    expect(certificateChange(before, now)).toBeUndefined();
  });
});
