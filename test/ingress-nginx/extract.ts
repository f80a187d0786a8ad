import {
  type BackendTls,
  backendTls,
  CERTIFICATE_VALIDATORS,
  type ClientDemand,
  clientDemand,
} from './certificates.ts';
import { CORS_VALIDATORS, type Cors, cors } from './cors.ts';
import { type ErrorPage, errorPage } from './error-page.ts';
import { AUTH_VALIDATORS, type ExternalAuth, externalAuth } from './external-auth.ts';
import { atoi, isNetworks, parseBool, parseNetworks } from './words.ts';

/**
 * What ingress-nginx makes of an Ingress's annotations: its parsers as they are in
 * `internal/ingress/annotations` (1.11.0 to 1.15.1), for the features that policies of this version use. Written from
 * that source, compared with it (1.11.0) on thousands of odd values, and independent of the operator's own grammar, so
 * that the one can be held against the other.
 */

/** Whether `--enable-annotation-validation` is on. */
export type Validation = 'on' | 'off';

export interface ControllerState {
  readonly validation: Validation;
  readonly allowedResponseHeaders: readonly string[];
  readonly configMaps: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** `namespace/name` of Services; absent: none is looked for. */
  readonly services?: ReadonlySet<string>;
}

export interface Features {
  /** Undefined: nobody is asked. */
  readonly auth: ExternalAuth | undefined;
  /** Undefined: the controller's own error page, or none. */
  readonly errorPage: ErrorPage | undefined;
  readonly interceptErrors: boolean;
  readonly bufferSize: string | undefined;
  readonly sslRedirect: boolean;
  readonly forceSslRedirect: boolean;
  readonly rps: number;
  readonly rpm: number;
  readonly connections: number;
  readonly burstMultiplier: number;
  readonly exempt: readonly string[];
  /** Undefined: no list, everybody is let in. */
  readonly allowed: readonly string[] | undefined;
  readonly denied: readonly string[] | undefined;
  /** In bytes; undefined: the controller's default. */
  readonly bodySize: number | undefined;
  readonly modsecurity: boolean;
  readonly coreRules: boolean;
  /** Connect, send, read; in seconds. */
  readonly timeouts: readonly (number | undefined)[];
  readonly cors: Cors | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** Undefined: nobody is asked for a certificate. */
  readonly clients: ClientDemand | undefined;
  /** Undefined: whatever the app shows is taken. */
  readonly backend: BackendTls | undefined;
  readonly backendProtocol: string;
}

export interface Extracted {
  /** The annotation for which the whole Ingress is passed over (`errors.IsValidationError`). */
  readonly refused?: string;
  /** Why every path answers 503 (`errors.IsLocationDenied`). */
  readonly denied?: string;
  readonly features: Features;
}

class ValidationError extends Error {}
class LocationDenied extends Error {}

const PREFIX = 'nginx.ingress.kubernetes.io/';

export function extract(annotations: Readonly<Record<string, string>>, state: ControllerState): Extracted {
  const parser = new Parser(annotations, state);
  const problems: { refused?: string; denied?: string } = {};
  /** `Extractor.Extract`: any other error drops the feature in silence. */
  const feature = <T>(parse: () => T, absent: T): T => {
    try {
      return parse();
    } catch (error) {
      if (error instanceof ValidationError) problems.refused ??= error.message;
      else if (error instanceof LocationDenied) problems.denied ??= error.message;
      return absent;
    }
  };
  const noLimits = { rps: 0, rpm: 0, connections: 0, burstMultiplier: 5, exempt: [] };
  const features: Features = {
    auth: feature(() => externalAuth(parser, state, LocationDenied, ValidationError), undefined),
    errorPage: feature(() => errorPage(parser, state), undefined),
    interceptErrors: parser.bool('disable-proxy-intercept-errors') !== true,
    bufferSize: parser.text('proxy-buffer-size'),
    sslRedirect: parser.bool('ssl-redirect') ?? true,
    forceSslRedirect: parser.bool('force-ssl-redirect') ?? false,
    ...feature(() => rateLimit(parser), noLimits),
    allowed: feature(() => addresses(parser, 'allowlist-source-range'), undefined),
    denied: feature(() => addresses(parser, 'denylist-source-range'), undefined),
    bodySize: size(parser.text('proxy-body-size')),
    modsecurity: parser.bool('enable-modsecurity') ?? false,
    coreRules: parser.bool('enable-owasp-core-rules') ?? false,
    timeouts: ['connect', 'send', 'read'].map((name) => parser.integer(`proxy-${name}-timeout`)),
    cors: cors(parser),
    headers: feature(() => customHeaders(parser, state), undefined),
    clients: feature(() => clientDemand(parser, LocationDenied, ValidationError), undefined),
    backend: feature(() => backendTls(parser, LocationDenied), undefined),
    backendProtocol: (parser.text('backend-protocol') ?? 'HTTP').toUpperCase(),
  };
  return { ...problems, features };
}

/** `annotations/parser`: values are checked first if validation is on, an empty one never. */
export class Parser {
  readonly #annotations: Readonly<Record<string, string>>;
  readonly #state: ControllerState;

  constructor(annotations: Readonly<Record<string, string>>, state: ControllerState) {
    this.#annotations = annotations;
    this.#state = state;
  }

  /** Whether validation is on and refuses the value. */
  refuses(name: string): boolean {
    const value = this.#annotations[PREFIX + name];
    if (this.#state.validation === 'off' || value === undefined || value === '') return false;
    const valid = VALIDATORS[name];
    if (!valid) throw new Error(`no validator for ${name}`);
    return !valid(value);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#annotations, PREFIX + name);
  }

  text(name: string): string | undefined {
    const value = this.#annotations[PREFIX + name]
      ?.split('\n')
      .map((line) => line.trim())
      .join('\n');
    return value === '' || this.refuses(name) ? undefined : value;
  }

  bool(name: string): boolean | undefined {
    return this.refuses(name) ? undefined : parseBool(this.#annotations[PREFIX + name]);
  }

  integer(name: string): number | undefined {
    return this.refuses(name) ? undefined : atoi(this.#annotations[PREFIX + name]);
  }
}

const SIZE = /^\d+[bkmg]?$/i;

const regex =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value.replaceAll(' ', ''));
const bool = (value: string): boolean => parseBool(value) !== undefined;
const integer = (value: string): boolean => atoi(value) !== undefined;

const VALIDATORS: Readonly<Record<string, (value: string) => boolean>> = {
  ...AUTH_VALIDATORS,
  ...CERTIFICATE_VALIDATORS,
  'auth-always-set-cookie': bool,
  'custom-http-errors': regex(/^(?:[4,5]\d{2},?)*$/),
  'default-backend': (value) => /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value),
  'disable-proxy-intercept-errors': bool,
  'proxy-buffer-size': regex(SIZE),
  'ssl-redirect': bool,
  'force-ssl-redirect': bool,
  'limit-rps': integer,
  'limit-rpm': integer,
  'limit-connections': integer,
  'limit-burst-multiplier': integer,
  'limit-allowlist': isNetworks,
  'allowlist-source-range': isNetworks,
  'denylist-source-range': isNetworks,
  'proxy-body-size': regex(SIZE),
  'proxy-connect-timeout': integer,
  'proxy-send-timeout': integer,
  'proxy-read-timeout': integer,
  'enable-modsecurity': bool,
  'enable-owasp-core-rules': bool,
  'enable-cors': bool,
  ...CORS_VALIDATORS,
  'cors-allow-credentials': bool,
  'cors-max-age': integer,
  'custom-headers': regex(/^[/\-._~a-zA-Z0-9:]*$/),
};

/** `annotations/ratelimit`: a bad list drops every limit; numbers that are none count as 0, which is no limit. */
function rateLimit(parser: Parser) {
  for (const name of ['limit-rpm', 'limit-rps', 'limit-connections', 'limit-allowlist'])
    if (parser.refuses(name)) throw new ValidationError(name);
  const [rps, rpm, connections] = ['limit-rps', 'limit-rpm', 'limit-connections'].map(
    (name) => parser.integer(name) ?? 0,
  );
  const list = parser.text('limit-allowlist');
  return {
    rps: rps ?? 0,
    rpm: rpm ?? 0,
    connections: connections ?? 0,
    burstMultiplier: parser.integer('limit-burst-multiplier') ?? 5,
    exempt: list === undefined ? [] : parseNetworks(list),
  };
}

/** `annotations/ipallowlist` and `ipdenylist`: whatever is wrong, every path is denied. */
function addresses(parser: Parser, name: string): string[] | undefined {
  if (!parser.has(name)) return undefined;
  const text = parser.text(name);
  if (text === undefined || !isNetworks(text)) throw new LocationDenied(name);
  return parseNetworks(text);
}

/** nginx's own sizes. */
function size(text: string | undefined): number | undefined {
  const [, digits, unit = ''] = /^(\d+)([bkmg]?)$/i.exec(text ?? '') ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * 1024 ** 'bkmg'.indexOf(unit.toLowerCase() || 'b');
}

/** `annotations/customheaders`: one header that is not listed, or is malformed, denies every path. */
function customHeaders(parser: Parser, { allowedResponseHeaders, configMaps }: ControllerState) {
  const name = parser.text('custom-headers');
  if (name === undefined) return undefined;
  const data = configMaps.get(name);
  if (!data) throw new LocationDenied(`unable to find configMap ${name}`);
  for (const [header, value] of Object.entries(data)) {
    if (!/^[a-zA-Z\d\-_]+$/.test(header)) throw new LocationDenied('invalid header name in configmap');
    if (!/^[a-zA-Z\d_ :;.,\\/"'?!(){}[\]@<>=\-+*#$&`|~^%]+$/.test(value))
      throw new LocationDenied('invalid header value in configmap');
    if (!allowedResponseHeaders.includes(header)) throw new LocationDenied(`header ${header} is not allowed`);
  }
  return data;
}
