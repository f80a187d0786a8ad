import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { DerError, elements } from '../../../../operator/gate/certificates/der.ts';
import { KnownCertificates } from '../../../../operator/gate/certificates/known-certificates.ts';
import { namesIn } from '../../../../operator/gate/certificates/names.ts';
import { attribute, COMMON_NAME, certificate, tlv } from './built.ts';
import { escaped, mint, patched, pemOf } from './minted.ts';

const plain = mint({ subject: '/O=acme/CN=billing', names: ['URI:spiffe://example.com/ns/shop/sa/billing'] });
const longName = 'x'.repeat(64);

test.each([
  ['a plain one', mint({ subject: '/O=acme/CN=billing' }), 'billing'],
  ['another order', mint({ subject: '/CN=billing/O=acme' }), 'billing'],
  [
    'a common name beside another attribute in one part',
    mint({ subject: '/O=a/CN=billing+OU=x' }),
    'billing',
  ],
  ['two common names', mint({ subject: '/CN=billing/CN=other' }), undefined],
  ['the same common name twice', mint({ subject: '/CN=billing/CN=billing' }), undefined],
  ['two common names in one part', mint({ subject: '/CN=billing+CN=other' }), undefined],
  ['one inside another attribute', mint({ subject: '/CN=other/O=CN=billing' }), 'other'],
  [
    'one that looks like several attributes',
    mint({ subject: String.raw`/CN=billing\/O=acme, CN=x` }),
    'billing/O=acme, CN=x',
  ],
  [
    'escapes are part of the name',
    mint({ subject: String.raw`/CN=bill\\2cing \+ "x"` }),
    String.raw`bill\2cing + "x"`,
  ],
  ['a letter beyond ASCII', mint({ subject: '/CN=Käse und 猫' }), 'Käse und 猫'],
  ['the longest', mint({ subject: `/CN=${longName}` }), longName],
  ['blanks at the ends', mint({ subject: '/CN= billing ' }), ' billing '],
  [
    'NUL in the middle',
    patched(mint({ subject: '/CN=billingXevil' }), 'billingX', 'billing\0'),
    'billing\0evil',
  ],
  [
    'bytes that are no UTF-8',
    patched(mint({ subject: '/CN=billing' }), 'billing', 'bill\u00ffng'),
    undefined,
  ],
  ['none at all', mint({ subject: '/O=acme' }), undefined],
  ['an empty subject', mint({ subject: '/' }), undefined],
])('common name: %s', (_, der, expected) => {
  const { commonName, uris, dnsNames } = namesIn(der);
  expect([commonName, uris, dnsNames]).toEqual([expected, [], []]);
});

test('a common name in the kinds of text of other software', () => {
  const utf8 = Buffer.from([0x0c, 7, ...Buffer.from('billing')]).toString('latin1');
  for (const [tag, expected] of [
    [0x13, 'billing'],
    [0x14, 'billing'],
    [0x16, 'billing'],
    // BMPString and UniversalString: two and four octets a letter.
    [0x1e, undefined],
    [0x1c, undefined],
    [0x04, undefined],
  ] as const) {
    const der = patched(plain, utf8, String.fromCharCode(tag) + utf8.slice(1));
    expect(namesIn(der).commonName).toBe(expected);
  }
});

test('alternative names: each whole, and only URIs and DNS names', () => {
  const names = [
    'URI:spiffe://example.com/ns/shop/sa/billing',
    'DNS:billing.shop.svc',
    'DNS:*.example.com',
    'DNS:Billing.Example.COM',
    'email:billing@example.com',
    'IP:192.0.2.1',
    'URI:https://example.com/?x=DNS:other',
    'otherName:1.3.6.1.4.1.311.20.2.3;UTF8:billing@example.com',
  ];
  const der = mint({ subject: '/', names });
  expect(namesIn(der)).toMatchObject({
    uris: ['spiffe://example.com/ns/shop/sa/billing', 'https://example.com/?x=DNS:other'],
    dnsNames: ['billing.shop.svc', '*.example.com', 'Billing.Example.COM'],
  });
});

test.each([
  [
    'a comma and another name in it',
    'URI:https://a.example/XXDNS:billing',
    'XXDNS',
    ', DNS',
    'https://a.example/, DNS:billing',
  ],
  ['quotes', 'URI:https://a.example/XbillingX', 'XbillingX', '"billing"', 'https://a.example/"billing"'],
  ['NUL', 'URI:spiffe://a.example/billingXevil', 'billingX', 'billing\0', 'spiffe://a.example/billing\0evil'],
  ['a new line', 'URI:spiffe://a.example/aXURI:b', 'aXURI', 'a\nURI', 'spiffe://a.example/a\nURI:b'],
])('an alternative name with %s is one name', (_, name, from, to, expected) => {
  const der = patched(mint({ subject: '/CN=x', names: [name] }), from, to);
  expect(namesIn(der)).toMatchObject({ uris: [expected], dnsNames: [] });
});

test('a name beyond ASCII among the alternatives is none', () => {
  const der = patched(
    mint({ subject: '/CN=x', names: ['DNS:billing'] }),
    '\u0007billing',
    '\u0007bill\u00ffng',
  );
  expect(namesIn(der).dnsNames).toEqual([]);
});

test('the digest is of the subject; of the alternative names where there is none; else of the certificate', () => {
  const digest = (der: Buffer): string => namesIn(der).digest;
  const subject = () => mint({ subject: '/O=acme/CN=billing' });
  expect(digest(subject())).toBe(digest(plain));
  expect(digest(subject())).not.toBe(digest(mint({ subject: '/O=other/CN=billing' })));
  const spiffe = (id: string) => mint({ subject: '/', names: [`URI:spiffe://example.com/${id}`] });
  expect(digest(spiffe('a'))).toBe(digest(spiffe('a')));
  expect(digest(spiffe('a'))).not.toBe(digest(spiffe('b')));
  expect(digest(mint({ subject: '/' }))).not.toBe(digest(mint({ subject: '/' })));
});

test('DER is read strictly', () => {
  const bad: readonly (readonly number[])[] = [
    [0x30],
    [0x30, 2, 0],
    [0x30, 0x80, 0, 0],
    [0x30, 0x81, 5, 1, 2, 3, 4, 5],
    [0x30, 0x82, 0, 0x80, ...Array<number>(128).fill(0)],
    [0x30, 0x84, 0, 0, 0, 1, 0],
    [0x1f, 0x81, 0, 0],
  ];
  for (const bytes of bad) expect(() => elements(Uint8Array.from(bytes))).toThrow(DerError);
  expect(elements(Uint8Array.of())).toEqual([]);
  const long = [0x04, 0x81, 0x80, ...Array<number>(128).fill(7)];
  expect(elements(Uint8Array.from(long))[0]?.content.length).toBe(128);
});

test('two lists of alternative names are one too many', () => {
  const [subject, names] = [[attribute(COMMON_NAME, 'x')], [tlv(0x82, Buffer.from('billing'))]];
  expect(namesIn(certificate(subject, names)).dnsNames).toEqual(['billing']);
  expect(() => namesIn(certificate(subject, names, names))).toThrow('two lists');
  expect(namesIn(certificate(subject))).toMatchObject({ commonName: 'x', dnsNames: [] });
});

const reads = (text: string): boolean => new KnownCertificates().read(text) !== undefined;

test('what nginx sends is read, and the same is read once', () => {
  const known = new KnownCertificates();
  const one = known.read(escaped(plain));
  expect(one).toMatchObject({
    commonName: 'billing',
    notAfter: Date.parse(new X509Certificate(plain).validTo),
  });
  expect(known.read(escaped(plain))).toBe(one);
  expect(known.size).toBe(1);
});

test.each([
  ['nothing', ''],
  ['unescaped', pemOf(plain)],
  ['blanks as +', escaped(plain).replaceAll('%20', '+')],
  ['half an escape', `${escaped(plain)}%2`],
  ['escaped twice', encodeURIComponent(escaped(plain))],
  ['two certificates', escaped(plain) + escaped(plain)],
  ['a text before it', `x%0A${escaped(plain)}`],
  ['a text after it', `${escaped(plain)}x`],
  ['a key', encodeURIComponent(pemOf(plain).replaceAll('CERTIFICATE', 'PRIVATE KEY'))],
  [
    'a trusted certificate of OpenSSL',
    encodeURIComponent(pemOf(plain).replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE')),
  ],
  ['no base64', encodeURIComponent(pemOf(plain).replace('MII', 'M*I'))],
  ['no certificate', escaped(Buffer.from('hello'))],
  ['one cut short', escaped(plain.subarray(0, -3))],
  ['bytes after it', escaped(Buffer.concat([plain, Buffer.from([0, 0])]))],
  [
    'one that is too large',
    escaped(
      mint({
        subject: '/CN=x',
        names: Array.from({ length: 200 }, (_, at) => `DNS:${at}.${'x'.repeat(60)}.example`),
      }),
    ),
  ],
])('not read: %s', (_, text) => {
  expect(reads(text)).toBe(false);
});

test('a certificate with a hundred names is read', () => {
  const names = Array.from({ length: 100 }, (_, at) => `DNS:billing-${at}.shop.svc.cluster.local`);
  expect(reads(escaped(mint({ subject: '/CN=x', names })))).toBe(true);
});

test('what is kept is bounded', () => {
  const known = new KnownCertificates();
  const text = escaped(plain);
  for (let at = 0; at < 2_100; at += 1) known.read(`${text.slice(0, -3)}%0${at % 2 === 0 ? 'A' : 'a'}`);
  expect(known.size).toBeLessThanOrEqual(2);
});
