import type { GatePolicy } from '../../../../operator/plan/gate-plan.ts';
import { policy } from '../fakes.ts';
import { escaped, mint, shown } from './minted.ts';

const certificates = {
  billing: mint({ subject: '/O=acme/CN=billing' }),
  other: mint({ subject: '/O=acme/CN=other' }),
  alike: mint({ subject: '/O=acme/CN=billing-test' }),
  spiffe: mint({ subject: '/', names: ['URI:spiffe://example.com/ns/shop/sa/erp'] }),
  dns: mint({ subject: '/', names: ['DNS:stock.shop.svc'] }),
} as const;

export type CallerName = keyof typeof certificates;

export const certificateOf = (name: CallerName): Buffer => certificates[name];
/** What nginx says of a caller with this certificate. */
export const showing = (name: CallerName, verify?: string): string[] => shown(certificates[name], verify);
export const escapedOf = (name: CallerName): string => escaped(certificates[name]);

export const SUBJECTS = [
  { name: 'billing', commonName: 'billing' },
  { name: 'erp', uri: 'spiffe://example.com/ns/shop/sa/erp' },
  { name: 'stock', dnsName: 'stock.shop.svc' },
] as const;

type Asked = NonNullable<GatePolicy['clientCertificates']>;

/** A policy that asks for certificates; by default of the named subjects alone. */
export const asking = (
  required: boolean,
  parts: Partial<GatePolicy> = {},
  subjects: Asked['subjects'] = SUBJECTS,
): GatePolicy => policy({ clientCertificates: { required, subjects }, ...parts });
