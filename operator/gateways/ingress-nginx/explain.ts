import { contains, formatNetwork } from '../../plan/network.ts';
import type { AnnotationGroup } from '../gateway.ts';
import { explainClientCertificates } from './foreign-certificates.ts';
import { readBool, readInteger, readSize } from './grammar.ts';
import { ALLOWED, burstMultiplierOf, byBareName, DENIED, effectiveList, type Values } from './meets.ts';

/** Says why somebody else's values of a group do not meet the policy, for the person who has to decide. */
export function explainForeign(group: AnnotationGroup, foreign: Values): string {
  const [wanted, theirs] = [byBareName(group.annotations), byBareName(foreign)];
  return (EXPLANATIONS[group.name] ?? different)(wanted, theirs).join('; ');
}

const EXPLANATIONS: Readonly<Record<string, (wanted: Values, foreign: Values) => string[]>> = {
  redirect: (wanted, foreign) => {
    const value = foreign['force-ssl-redirect'];
    if (wanted['force-ssl-redirect'] === 'false') return ['http is redirected and not refused'];
    if (value === undefined) return [];
    return [readBool(value) === false ? 'weaker than the policy: http is not redirected' : noBoolean(value)];
  },
  rate: explainRate,
  connections: (wanted, foreign) =>
    explainLimit(foreign['limit-connections'], wanted['limit-connections'], 'connections at once'),
  'allowed-addresses': (wanted, foreign) => {
    const [ours, theirs] = [effectiveList(wanted, ALLOWED) ?? [], effectiveList(foreign, ALLOWED)];
    if (!theirs) return ['no list of networks, with which the controller answers 503 to everybody'];
    const wider = theirs.filter((network) => !ours.some((candidate) => contains(candidate, network)));
    return wider.length > 0 ? [`weaker than the policy: it lets in ${some(wider.map(formatNetwork))}`] : [];
  },
  'denied-addresses': (wanted, foreign) => {
    const [ours, theirs] = [effectiveList(wanted, DENIED) ?? [], effectiveList(foreign, DENIED)];
    if (!theirs) return ['no list of networks, with which the controller answers 503 to everybody'];
    const open = ours.filter((network) => !theirs.some((candidate) => contains(candidate, network)));
    return open.length > 0
      ? [`weaker than the policy: it does not refuse ${some(open.map(formatNetwork))}`]
      : [];
  },
  'connect-timeout': explainTimeout,
  'read-timeout': explainTimeout,
  'send-timeout': explainTimeout,
  auth: (_, foreign) =>
    foreign['auth-url'] === undefined
      ? ['it changes what the gate is asked, or what the API is told of its answer']
      : ['it asks another service, which knows nothing of the policy'],
  'error-page': () => ['refusals would be answered by somebody else'],
  'auth-buffer': (wanted, foreign) => [
    `${quote(foreign['proxy-buffer-size'])} against ${wanted['proxy-buffer-size']}: an answer of the gate that does not fit ends in 500`,
  ],
  'client-certificates': explainClientCertificates,
  'backend-certificates': (wanted, foreign) => {
    const { 'proxy-ssl-ciphers': ciphers, ...others } = foreign;
    const why =
      'proxy-ssl-ciphers is needed by the operator: the controller does not see a changed proxy-ssl-name without it';
    return [...different(wanted, others), ...(ciphers === undefined ? [] : [why])];
  },
  'body-size': (wanted, foreign) => {
    const [limit, theirs] = [readSize(wanted['proxy-body-size']) ?? 0, readSize(foreign['proxy-body-size'])];
    if (theirs === undefined)
      return [`${quote(foreign['proxy-body-size'])} is no size that the controller takes`];
    if (theirs !== 0 && theirs <= limit) return [];
    return [`weaker than the policy: ${theirs === 0 ? 'unlimited' : bytes(theirs)} against ${bytes(limit)}`];
  },
  waf: (_, foreign) =>
    Object.entries(foreign)
      .filter(([, value]) => readBool(value) !== true)
      .map(([name, value]) =>
        readBool(value) === false ? `weaker than the policy: ${name} is off` : noBoolean(value),
      ),
};

function explainRate(wanted: Values, foreign: Values): string[] {
  const found: string[] = [];
  const multiplier = burstMultiplierOf(foreign);
  if (multiplier === undefined) found.push(`${quote(foreign['limit-burst-multiplier'])} is no whole number`);
  for (const [name, unit] of [
    ['limit-rps', 'a second'],
    ['limit-rpm', 'a minute'],
  ] as const) {
    const [ours, theirs] = [readInteger(wanted[name]), readInteger(foreign[name])];
    if (foreign[name] === undefined) continue;
    if (ours === undefined)
      found.push(`${foreign[name]} ${unit} is not what the policy counts by, and both share one burst`);
    else found.push(...explainLimit(foreign[name], wanted[name], unit));
    const [burst, allowed] = [
      (theirs ?? 0) * (multiplier ?? 0),
      (ours ?? 0) * (burstMultiplierOf(wanted) ?? 1),
    ];
    if (ours !== undefined && theirs !== undefined && theirs <= ours && burst > allowed) {
      found.push(`weaker than the policy: a burst of ${burst} against ${allowed}`);
    }
  }
  return found;
}

function explainLimit(foreign: string | undefined, wanted: string | undefined, unit: string): string[] {
  if (foreign === undefined) return [];
  const theirs = readInteger(foreign);
  if (theirs === undefined) return [`${quote(foreign)} is no whole number: the controller sets no limit`];
  if (theirs <= 0) return [`weaker than the policy: unlimited against ${wanted} ${unit}`];
  return theirs > Number(wanted) ? [`weaker than the policy: ${theirs} against ${wanted} ${unit}`] : [];
}

function explainTimeout(wanted: Values, foreign: Values): string[] {
  return Object.entries(foreign).map(([name, value]) =>
    readInteger(value) === undefined
      ? `${quote(value)} is no whole number of seconds: the controller ignores it`
      : `${value} against ${wanted[name]} seconds; a timeout is met by the same value alone`,
  );
}

function different(wanted: Values, foreign: Values): string[] {
  return Object.entries(foreign)
    .filter(([name, value]) => wanted[name] !== value)
    .map(([name, value]) => `${name} is ${quote(value)}, the policy asks for ${quote(wanted[name] ?? '')}`);
}

function bytes(count: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let [size, unit] = [count, 0];
  while (size >= 1024 && size % 1024 === 0 && unit < units.length - 1) [size, unit] = [size / 1024, unit + 1];
  return `${size} ${units[unit]}`;
}

const some = (texts: readonly string[]): string =>
  texts.length > 3 ? `${texts.slice(0, 3).join(', ')} and ${texts.length - 3} more` : texts.join(', ');

const noBoolean = (value: string): string => `${quote(value)} is no boolean for the controller: write "true"`;

const quote = (text = ''): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
