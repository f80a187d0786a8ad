import type { Verdict } from './control.ts';
import type { HostView } from './host-view.ts';
import type { Shown } from './wire.ts';

/**
 * What an answer to a caller without a good certificate means. `unclear`: refused, and perhaps for another reason;
 * `closed`: a failure, which proves nothing about who would be let in.
 */
export function meaningOfShown({
  answer,
  aboutCertificate,
}: Shown): 'refused' | 'unclear' | 'closed' | 'served' {
  if (answer === 'handshake' || aboutCertificate || answer === MISDIRECTED) return 'refused';
  if (answer >= 500) return 'closed';
  return [400, 401, 403].includes(answer) ? 'unclear' : 'served';
}

/** 421: the name in the handshake and the name in the request are not one (RFC 9110 section 15.5.20). */
const MISDIRECTED = 421;

const NOT_ASKED =
  'The gateway asks nobody for a certificate: its Secret with the CA is missing or holds no ca.crt, or an older Ingress of the host says otherwise. See Programmed and host.shared.';

/** A verdict where the gateway asks for no certificate at all, which decides everything about them. */
export function notDemanded(view: HostView): Verdict | undefined {
  const part = view.part('certificateDemand');
  if (!('value' in part) || part.value.demanded) return undefined;
  const { at, repeat } = part;
  const evidence = `${view.host || '(any host)'}: the handshake asks for no certificate`;
  return { result: 'Fail', evidence, message: NOT_ASKED, at, repeat };
}

/** A verdict over several callers, none of whom may be let in: the worst decides. */
export function noneLetIn(
  view: HostView,
  name: 'withoutCertificate' | 'forgedCertificates',
  remedy: string,
): Verdict {
  const part = view.part(name);
  if (!('value' in part)) return part;
  const { at, repeat, value } = part;
  const common = { at, repeat };
  const such = (meaning: ReturnType<typeof meaningOfShown>): readonly Shown[] =>
    value.filter((shown) => meaningOfShown(shown) === meaning);
  const served = such('served');
  if (served.length > 0) {
    const evidence = `served with certificate: ${served.map(described).join(', ')}`;
    return { result: 'Fail', evidence, message: remedy, ...common };
  }
  const [other] = [...such('closed'), ...such('unclear')];
  if (other) {
    const message =
      'It was refused, and not for its certificate as far as the answer tells: an address list, the application or a failure may have done it.';
    return { result: 'Unknown', evidence: `certificate: ${described(other)}`, message, ...common };
  }
  const evidence = `refused with certificate: ${value.map(described).join(', ')}${handshakeOf(view)}`;
  return { result: 'Pass', evidence, ...common };
}

const described = ({ what, answer }: Shown): string =>
  `${what}: ${answer === 'handshake' ? 'in the handshake' : answer}`;

/** Protocol, cipher, and which CAs were asked for. */
function handshakeOf(view: HostView): string {
  const tls = view.part('tls');
  const demand = view.part('certificateDemand');
  const hello = 'value' in tls ? [`${tls.value.protocol} ${tls.value.cipher}`] : [];
  const names = 'value' in demand ? demand.value.authorities.slice(0, 2).join(' or ') : '';
  const words = [...hello, ...(names === '' ? [] : [`asked for one of ${names}`])];
  return words.length === 0 ? '' : `; ${words.join(', ')}`;
}
