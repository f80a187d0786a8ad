import { contains, type Network, parseLenient } from '../../plan/network.ts';
import type { AnnotationGroup, ForeignVerdict } from '../gateway.ts';
import { bareName } from './annotations.ts';
import { isHarmlessBesideCertificates, meetsClientCertificates } from './foreign-certificates.ts';
import { readBool, readInteger, readList, readSize } from './grammar.ts';
import type { GroupName } from './part.ts';

/** Values by name without prefix. */
export type Values = Readonly<Record<string, string>>;

/** The burst multiplier that the controller takes when none is written. */
export const DEFAULT_BURST_MULTIPLIER = 5;

/**
 * When somebody else's values satisfy what a group wants. What has no order, or what the controller would not take, is
 * met by nothing but the same value.
 */
const MEETS: Readonly<Record<GroupName, (wanted: Values, foreign: Values) => boolean>> = {
  redirect: (wanted, foreign) =>
    readBool(wanted['force-ssl-redirect']) === readBool(foreign['force-ssl-redirect']) &&
    readBool(wanted['force-ssl-redirect']) === true,
  rate: meetsRate,
  connections: (wanted, foreign) => atMost(foreign['limit-connections'], wanted['limit-connections']),
  'rate-exemptions': (wanted, foreign) => {
    const [ours, theirs] = [effectiveList(wanted, EXEMPTIONS), effectiveList(foreign, EXEMPTIONS)];
    return ours !== undefined && theirs !== undefined && within(ours, theirs) && within(theirs, ours);
  },
  'allowed-addresses': (wanted, foreign) => {
    const [ours, theirs] = [effectiveList(wanted, ALLOWED), effectiveList(foreign, ALLOWED)];
    return ours !== undefined && theirs !== undefined && within(theirs, ours);
  },
  'denied-addresses': (wanted, foreign) => {
    const [ours, theirs] = [effectiveList(wanted, DENIED), effectiveList(foreign, DENIED)];
    return ours !== undefined && theirs !== undefined && within(ours, theirs);
  },
  'connect-timeout': sameInteger('proxy-connect-timeout'),
  'read-timeout': sameInteger('proxy-read-timeout'),
  'send-timeout': sameInteger('proxy-send-timeout'),
  'body-size': (wanted, foreign) => {
    const [limit, theirs] = [readSize(wanted['proxy-body-size']), readSize(foreign['proxy-body-size'])];
    return limit !== undefined && theirs !== undefined && theirs > 0 && theirs <= limit;
  },
  waf: (_, foreign) =>
    readBool(foreign['enable-modsecurity']) === true && readBool(foreign['enable-owasp-core-rules']) === true,
  cors: meetsCors,
  /** What the other ConfigMap holds is not read. */
  'custom-headers': () => false,
  /** Another service knows nothing of the policy. */
  auth: () => false,
  'error-page': () => false,
  'client-certificates': meetsClientCertificates,
  'backend-certificates': () => false,
  'auth-buffer': (wanted, foreign) => {
    const [least, theirs] = [readSize(wanted['proxy-buffer-size']), readSize(foreign['proxy-buffer-size'])];
    return least !== undefined && theirs !== undefined && theirs >= least;
  },
};

/** The newer name first: when it holds anything, the controller does not read the older one. */
export const ALLOWED: readonly string[] = ['allowlist-source-range', 'whitelist-source-range'];
export const DENIED: readonly string[] = ['denylist-source-range'];
const EXEMPTIONS: readonly string[] = ['limit-allowlist', 'limit-whitelist'];

/** Judges somebody else's annotations of a group against what the group wants. */
export function judgeForeign(group: AnnotationGroup, foreign: Values): ForeignVerdict {
  const wanted = byBareName(group.annotations);
  const theirs = byBareName(foreign);
  const differing = Object.entries(theirs).filter(([name, value]) => wanted[name] !== value);
  if (differing.length === 0) return 'equal';
  if (differing.every(([name, value]) => isHarmless(group, name, value))) return 'compatible';
  return meets(group.name, wanted, theirs) ? 'meets' : 'conflicts';
}

/**
 * What stands beside ours and takes nothing from it. `ssl-redirect` changes nothing beside our `force-ssl-redirect: "true"`,
 * whichever boolean it is. What bends a question to the gate is told of the host: to leave the question out because of it
 * would let everybody in.
 */
function isHarmless({ name: group, annotations }: AnnotationGroup, name: string, value: string): boolean {
  const ours = Object.keys(annotations).map(bareName).includes(name);
  if (group === 'auth') return !ours;
  if (group === 'client-certificates' || group === 'backend-certificates')
    return !ours && isHarmlessBesideCertificates(name, value);
  return group === 'redirect' && !ours && name === 'ssl-redirect' && readBool(value) !== undefined;
}

function meets(group: string, wanted: Values, foreign: Values): boolean {
  return isGroupName(group) && MEETS[group](wanted, foreign);
}

const isGroupName = (name: string): name is GroupName => Object.hasOwn(MEETS, name);

/** Every limit that is wanted has to be there, no higher, and with no larger burst. */
function meetsRate(wanted: Values, foreign: Values): boolean {
  const multiplier = burstMultiplierOf(foreign);
  const ours = readInteger(wanted['limit-burst-multiplier']);
  if (multiplier === undefined || multiplier < 0 || ours === undefined) return false;
  return ['limit-rps', 'limit-rpm']
    .filter((name) => wanted[name] !== undefined)
    .every((name) => {
      const [limit, theirs] = [readInteger(wanted[name]), readInteger(foreign[name])];
      if (limit === undefined || theirs === undefined) return false;
      return theirs > 0 && theirs <= limit && theirs * multiplier <= limit * ours;
    });
}

/** Undefined: there is a value that the controller would not take. */
export function burstMultiplierOf(values: Values): number | undefined {
  const text = values['limit-burst-multiplier'];
  return text === undefined ? DEFAULT_BURST_MULTIPLIER : readInteger(text);
}

function atMost(foreign: string | undefined, wanted: string | undefined): boolean {
  const [limit, theirs] = [readInteger(wanted), readInteger(foreign)];
  return limit !== undefined && theirs !== undefined && theirs > 0 && theirs <= limit;
}

function sameInteger(name: string): (wanted: Values, foreign: Values) => boolean {
  return (wanted, foreign) => {
    const theirs = readInteger(foreign[name]);
    return theirs !== undefined && theirs === readInteger(wanted[name]);
  };
}

/** The list that the controller would read; undefined when it is none. */
export function effectiveList(values: Values, names: readonly string[]): Network[] | undefined {
  const text = names.map((name) => values[name]).find((value) => value !== undefined && value !== '');
  if (text === undefined) return undefined;
  const networks = text.split(',').map((entry) => parseLenient(entry.trim()));
  return networks.every((network) => network !== undefined) ? networks : undefined;
}

function within(inner: readonly Network[], outer: readonly Network[]): boolean {
  return inner.every((network) => outer.some((candidate) => contains(candidate, network)));
}

/** The same answers, however they are written; a key that is left out would take the controller's wider default. */
function meetsCors(wanted: Values, foreign: Values): boolean {
  const sameSet = (name: string) => {
    const [ours, theirs] = [new Set(readList(wanted[name])), new Set(readList(foreign[name]))];
    return ours.size === theirs.size && [...ours].every((entry) => theirs.has(entry));
  };
  return (
    readBool(foreign['enable-cors']) === true &&
    readBool(foreign['cors-allow-credentials']) === readBool(wanted['cors-allow-credentials']) &&
    sameInteger('cors-max-age')(wanted, foreign) &&
    ['cors-allow-origin', 'cors-allow-methods', 'cors-allow-headers', 'cors-expose-headers'].every(sameSet)
  );
}

export function byBareName(annotations: Values): Values {
  return Object.fromEntries(Object.entries(annotations).map(([key, value]) => [bareName(key), value]));
}
