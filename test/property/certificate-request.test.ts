import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestedCertificates } from '../../operator/compliance/probe/certificate-request.ts';
import { forgedCertificates, nameText } from '../../operator/compliance/probe/forged-certificates.ts';

const NOW = Date.parse('2026-11-24T12:00:00Z');

test('whatever a server sends, reading what it asks for ends, and is bounded by what it sent', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const read = requestedCertificates(Buffer.from(bytes));
      const size = read?.authorities.reduce((sum, name) => sum + name.length, 0) ?? 0;
      expect(size).toBeLessThanOrEqual(bytes.length);
    }),
  );
});

test('and so it is where the frame is right and the content is not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (body) => {
      const message = Buffer.from([13, 0, 0, body.length, ...body, 14, 0, 0, 0]);
      const flight = Buffer.from([22, 3, 3, 0, message.length, ...message]);
      expect(requestedCertificates(flight)?.demanded).toBe(true);
    }),
  );
});

test('a name that a server made up is text or nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (name) => {
      expect(typeof (nameText(name) ?? '')).toBe('string');
    }),
    { numRuns: 50 },
  );
});

test('every subject that a policy may name is written so that it is read again', () => {
  const commonNames = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 64 })
    .filter((name) => name.isWellFormed() && !/\p{Cc}/u.test(name));
  fc.assert(
    fc.property(commonNames, (commonName) => {
      for (const { certificate } of forgedCertificates({ commonName }, [], NOW)) {
        const { subject, raw } = new X509Certificate(certificate);
        expect(subject.startsWith('CN=')).toBe(true);
        expect(raw.includes(Buffer.from(commonName))).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

test('a certificate of any length is PEM that OpenSSL reads', () => {
  for (let length = 1; length <= 64; length += 1) {
    const commonName = 'a'.repeat(length);
    for (const { certificate } of forgedCertificates({ commonName }, [], NOW)) {
      expect(new X509Certificate(certificate).subject).toBe(`CN=${commonName}`);
    }
  }
});
