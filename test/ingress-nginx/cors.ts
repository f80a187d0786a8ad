import type { Parser } from './extract.ts';

export interface Cors {
  readonly origins: readonly string[];
  readonly methods: string;
  readonly headers: string;
  readonly expose: string;
  readonly credentials: boolean;
  readonly maxAge: number;
}

const CORS_ORIGINS = /^((((https?:\/\/)?(\*\.)?[A-Za-z0-9\-.]*(:\d+)?,?)+)|\*)?$/;
const CORS_ORIGIN = /^(https?:\/\/(\*\.)?[A-Za-z0-9\-.]*(:\d+)?|\*)?$/;
const CORS_METHODS = /^([A-Za-z]+,?\s?)+$/;
const CORS_EXPOSED = /^(([A-Za-z0-9\-_]+|\*),?\s?)+$/;
const HEADERS = /^[A-Za-z0-9\-_, ]*$/;

const regex =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value.replaceAll(' ', ''));

export const CORS_VALIDATORS: Readonly<Record<string, (value: string) => boolean>> = {
  'cors-allow-origin': regex(CORS_ORIGINS),
  'cors-allow-headers': regex(HEADERS),
  'cors-allow-methods': regex(CORS_METHODS),
  'cors-expose-headers': regex(CORS_EXPOSED),
};

/** `annotations/cors`: what is missing or wrong takes a default that is wider. */
export function cors(parser: Parser): Cors | undefined {
  if (parser.bool('enable-cors') !== true) return undefined;
  const text = parser.text('cors-allow-origin');
  const entries = text?.split(',').map((origin) => origin.trim()) ?? ['*'];
  const origins = entries.includes('*')
    ? ['*']
    : entries.filter((origin) => origin !== '' && CORS_ORIGIN.test(origin));
  const matching = (name: string, pattern: RegExp, otherwise: string): string => {
    const value = parser.text(name);
    return value !== undefined && pattern.test(value) ? value : otherwise;
  };
  return {
    origins,
    methods: matching('cors-allow-methods', CORS_METHODS, 'GET, PUT, POST, DELETE, PATCH, OPTIONS'),
    headers: matching('cors-allow-headers', HEADERS, 'the default list'),
    expose: matching('cors-expose-headers', CORS_EXPOSED, ''),
    credentials: parser.bool('cors-allow-credentials') ?? true,
    maxAge: parser.integer('cors-max-age') ?? 1_728_000,
  };
}
