import type { BodySize, CorsAnswers, ForgedAddress, HostObservation, LimitAnswers } from '../wire.ts';
import { curlLine } from './repeat.ts';
import { ask, type Round, see, send } from './round.ts';

/** An origin that no policy can allow: the name is reserved (RFC 2606). */
export const FOREIGN_ORIGIN = 'https://apipolicy-probe.invalid';
/** A path that should not exist, asked for the headers of an error. */
export const MISSING_PATH = '/apipolicy-probe-of-a-path-that-is-not-there';
/** Rule 941110 of the OWASP Core Rule Set refuses it; an application reads a parameter that it does not know. */
export const WAF_QUERY = 'apipolicy-probe=%3Cscript%3Ealert(1)%3C/script%3E';

/** The parts that an active probe adds. Each is one or two requests, but for the limit. */
export async function activeParts(round: Round): Promise<Partial<HostObservation>> {
  const { request } = round;
  const line = (words: readonly string[], path = request.path): string =>
    curlLine('https', request.https, round.host, path, words);
  const missing = await see(round, line([], MISSING_PATH), () => ask(round, { path: MISSING_PATH }));
  const announced = [
    '-m',
    '5',
    '-X',
    'POST',
    '-H',
    `Content-Length: ${request.bodyBytes}`,
    '-H',
    'Expect: 100-continue',
  ];
  const bodySize = await see(round, line(announced), () => seeBodySize(round));
  const parts: Partial<HostObservation> = { missing, bodySize };
  const { cors, waf, limitRequests, addresses } = request;
  const origin = ['-H', `Origin: ${FOREIGN_ORIGIN}`];
  const query = `${request.path}?${WAF_QUERY}`;
  const claimed = ['-H', `X-Forwarded-For: ${addresses?.inside ?? addresses?.outside ?? ''}`];
  const limitLine = `for i in $(seq ${limitRequests}); do ${line(['-o', '/dev/null', '-w', '%{http_code} '])}; done`;
  return {
    ...parts,
    ...(cors && { cors: await see(round, line(origin), () => seeCors(round, cors.ownOrigin)) }),
    ...(waf && { waf: await see(round, line([], query), () => ask(round, { path: query })) }),
    ...(addresses && { forgedAddress: await see(round, line(claimed), () => seeForged(round, addresses)) }),
    // Last, because what comes after it would meet the limit.
    ...(limitRequests !== undefined && {
      addressLimit: await see(round, limitLine, () => seeLimit(round, limitRequests)),
    }),
  };
}

async function seeBodySize(round: Round): Promise<BodySize> {
  const bytes = round.request.bodyBytes;
  const headers = {
    'content-length': String(bytes),
    'content-type': 'application/octet-stream',
    expect: '100-continue',
  };
  const exchanged = await send(round, { method: 'POST', headers });
  return exchanged.askedFor
    ? { bytes, askedFor: true }
    : { bytes, askedFor: false, answer: exchanged.answer };
}

async function seeCors(round: Round, ownOrigin: string | undefined): Promise<CorsAnswers> {
  const foreign = {
    origin: FOREIGN_ORIGIN,
    answer: await ask(round, { headers: { origin: FOREIGN_ORIGIN } }),
  };
  if (ownOrigin === undefined) return { foreign };
  await round.pause();
  return {
    foreign,
    own: { origin: ownOrigin, answer: await ask(round, { headers: { origin: ownOrigin } }) },
  };
}

/** A refused client claims an address inside the list, another one an address outside of it. */
async function seeForged(
  round: Round,
  { inside, outside }: { readonly inside?: string; readonly outside?: string },
): Promise<ForgedAddress> {
  const { status: plain } = await ask(round);
  await round.pause();
  const claimed = plain === 403 ? inside : outside;
  if (claimed === undefined) return { plain, forged: plain, claimed: '' };
  const { status: forged } = await ask(round, { headers: { 'x-forwarded-for': claimed } });
  return { plain, forged, claimed };
}

/** Sends until the first refusal. @throws where already the first request is refused, or too many would be needed */
async function seeLimit(round: Round, most: number): Promise<LimitAnswers> {
  if (most > MAX_LIMIT_REQUESTS) {
    throw new Error(`it would take ${most} requests, and a probe sends ${MAX_LIMIT_REQUESTS} at most`);
  }
  for (let sent = 1; sent <= most; sent += 1) {
    const answer = await ask(round);
    if (answer.status === 429 || answer.status === 503) {
      if (sent === 1) throw new Error(`${answer.status} to the first request already`);
      return { sent, refusal: answer };
    }
  }
  return { sent: most };
}

/** Requests that may be sent to prove an address limit. Where more would be needed, it is not proved. */
export const MAX_LIMIT_REQUESTS = 100;
