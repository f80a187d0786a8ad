import type { CertificateDemand, HostObservation, Shown } from '../wire.ts';
import { certificateDemand } from './certificate-demand.ts';
import {
  type AskedAuthority,
  type ClaimedSubject,
  forgedCertificates,
  nameText,
} from './forged-certificates.ts';
import type { HandshakeInput } from './handshake.ts';
import { type Presented, present } from './present.ts';
import { curlLine, opensslLine } from './repeat.ts';
import { type Round, see } from './round.ts';

/** Names that a demand is described by, and characters of each. */
const MOST_NAMES = 8;
const LONGEST_NAME = 64;

/** The parts about callers' certificates. None of them shows a certificate that anybody issued. */
export async function certificateParts(
  round: Round,
  hello: HandshakeInput,
): Promise<Partial<HostObservation>> {
  const { certificates, mode, https, path } = round.request;
  if (!certificates) return {};
  let asked: readonly AskedAuthority[] = [];
  const certificateDemandPart = await see(
    round,
    opensslLine(https, round.host, ['-tls1_2']),
    async (): Promise<CertificateDemand> => {
      const { demanded, authorities } = await certificateDemand(hello);
      const named = authorities
        .slice(0, MOST_NAMES)
        .map((name) => ({ name, text: short(nameText(name) ?? '') }))
        .filter(({ text }) => text !== '');
      asked = named;
      return { demanded, authorities: named.map(({ text }) => text) };
    },
  );
  if (mode === 'Passive') return { certificateDemand: certificateDemandPart };
  const plain = curlLine('https', https, round.host, path);
  const withOne = curlLine('https', https, round.host, path, ['--cert', 'c.pem', '--key', 'k.pem']);
  return {
    certificateDemand: certificateDemandPart,
    ...(certificates.required && {
      withoutCertificate: await see(round, plain, () => seeWithout(round)),
    }),
    forgedCertificates: await see(round, `${MAKE_ONE} && ${withOne}`, () =>
      seeForged(round, certificates.subject, asked),
    ),
  };
}

const MAKE_ONE =
  'openssl req -x509 -nodes -newkey rsa:2048 -subj /CN=apipolicy-probe -keyout k.pem -out c.pem';

async function seeWithout(round: Round): Promise<Shown[]> {
  const named = await present({ ...callOf(round), what: 'none' });
  if (round.host === '') return [named];
  await round.pause();
  return [named, await present({ ...callOf(round), what: 'none, no name in the handshake', servername: '' })];
}

async function seeForged(
  round: Round,
  subject: ClaimedSubject,
  asked: readonly AskedAuthority[],
): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (const certificate of forgedCertificates(subject, asked, round.now())) {
    if (shown.length > 0) await round.pause();
    shown.push(await present({ ...callOf(round), what: certificate.what, certificate }));
  }
  return shown;
}

const callOf = ({ request, host, userAgent, timeoutMs, signal }: Round): Omit<Presented, 'what'> => ({
  address: request.https,
  host,
  servername: host,
  path: request.path,
  userAgent,
  timeoutMs,
  ...(signal && { signal }),
});

const short = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_NAME);
