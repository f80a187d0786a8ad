import type { HostObservation, Tried } from '../wire.ts';
import type { CallersRequest } from './callers-request.ts';
import { forgedTokens } from './forged-tokens.ts';
import { seeLogin } from './login.ts';
import { curlLine } from './repeat.ts';
import { ask, type Question, type Round, see } from './round.ts';

/** A host that no Ingress can have: the name is reserved (RFC 2606). */
export const UNKNOWN_HOST = 'apipolicy-probe.invalid';
/** Names under which applications take somebody's word for who the caller is. */
const CLAIMED: Readonly<Record<string, string>> = {
  'x-auth-request-user': 'apipolicy-probe',
  'x-auth-request-email': 'apipolicy-probe@example.com',
  'x-auth-request-groups': 'admins',
  'x-forwarded-user': 'apipolicy-probe',
  'remote-user': 'apipolicy-probe',
};

/** Methods that change nothing (IANA method registry: safe), tried where a policy lists others. */
const SAFE_METHODS = ['PROPFIND', 'REPORT', 'SEARCH'];

/** The parts for a policy that asks who is calling, or what for. None of them carries a real credential. */
export async function callerParts(round: Round): Promise<Partial<HostObservation>> {
  const { callers, methods, mediaType, gated } = round.request;
  return {
    ...(callers && (await credentialParts(round, callers))),
    ...(methods && {
      methods: await see(round, line(round, ['-X', 'TRACE']), () => seeMethods(round, methods)),
    }),
    ...(mediaType && {
      mediaType: await see(
        round,
        line(round, ['-X', mediaType.method, '-H', `Content-Type: ${UNKNOWN_TYPE}`], mediaType.path),
        () => ask(round, mediaTypeQuestion(mediaType)),
      ),
    }),
    ...(gated && {
      unknownHost: await see(round, line(round, ['-H', `Host: ${UNKNOWN_HOST}`]), () =>
        ask({ ...round, host: UNKNOWN_HOST }),
      ),
    }),
  };
}

async function credentialParts(round: Round, callers: CallersRequest): Promise<Partial<HostObservation>> {
  const { closedPaths, tricks, login, jwt, apiKeyHeader } = callers;
  const [path] = closedPaths;
  if (path === undefined) return {};
  const claimed = ['-H', 'X-Auth-Request-User: apipolicy-probe'];
  const targets = (paths: readonly string[]) =>
    askAll(
      round,
      paths.map((target) => ({ what: target, question: { path: target } })),
    );
  const forged = [
    ...(jwt
      ? forgedTokens(jwt, round.now()).map(({ what, token }) => ({
          what,
          question: { path, headers: { authorization: `Bearer ${token}` } },
        }))
      : []),
    ...(apiKeyHeader === undefined
      ? []
      : [{ what: 'an API key', question: { path, headers: { [apiKeyHeader]: 'apipolicy-probe' } } }]),
  ];
  const query = `${path}?access_token=${jwt ? forgedTokens(jwt, round.now())[0]?.token : 'apipolicy-probe'}`;
  const paths = {
    closed: await see(round, line(round, [], path), () => targets(closedPaths)),
    ...(tricks.length > 0 && {
      tricks: await see(round, line(round, ['--path-as-is'], tricks[0]), () => targets(tricks)),
    }),
  };
  if (round.request.certificates?.required === true) return paths;
  return {
    ...paths,
    ...(forged.length > 0 && {
      forged: await see(round, line(round, ['-H', 'Authorization: Bearer …'], path), () =>
        askAll(round, forged),
      ),
    }),
    queryToken: await see(round, line(round, [], `${path}?access_token=x`), () =>
      ask(round, { path: query }),
    ),
    claimedIdentity: await see(round, line(round, claimed, path), () =>
      ask(round, { path, headers: CLAIMED }),
    ),
    ...(login && {
      login: await see(round, line(round, ['-H', 'Accept: text/html'], path), () => seeLogin(round, path)),
    }),
  };
}

async function askAll(
  round: Round,
  asked: readonly { readonly what: string; readonly question: Question }[],
): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const { what, question } of asked) {
    if (tried.length > 0) await round.pause();
    tried.push({ what: what.slice(0, 80), answer: await ask(round, question) });
  }
  return tried;
}

const seeMethods = (round: Round, allowed: readonly string[]): Promise<Tried[]> =>
  askAll(
    round,
    ['TRACE', ...SAFE_METHODS.filter((name) => !allowed.includes(name)).slice(0, 1)].map((method) => ({
      what: method,
      question: { method },
    })),
  );

/** No application reads it. */
const UNKNOWN_TYPE = 'application/x-apipolicy-probe';

function mediaTypeQuestion({ method, path }: { readonly method: string; readonly path: string }): Question {
  return { method, path, headers: { 'content-type': UNKNOWN_TYPE } };
}

const line = (round: Round, words: readonly string[], path = round.request.path): string =>
  curlLine('https', round.request.https, round.host, path, words);
