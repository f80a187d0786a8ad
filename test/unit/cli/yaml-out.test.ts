import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { toYaml } from '../../../operator/cli/yaml-out.ts';

/** Strings that one reader of YAML or another takes for something else when they stand without quotes. */
const TEXTS = [
  ...['on', 'Off', 'y', 'n', 'yes', 'NO', 'true', 'null', '~', '', '<<', '='],
  ...[
    '0755',
    '0o17',
    '1_000',
    '0b11',
    '0x1F',
    '1e3',
    '+1',
    '.5',
    '1.0',
    '12:30:00',
    '2024-01-01',
    '.inf',
    '.nan',
  ],
  ...[
    ' lead',
    'trail ',
    'a # b',
    'a: b',
    '- x',
    '{{ x }}',
    '[a',
    '"q"',
    "it's",
    'a\\b',
    '%a',
    '@a',
    '---',
    '...',
  ],
  ...[
    'a\nb',
    'a\nb\n',
    '\n\na',
    '  a\n b\n\n',
    'a\tb',
    '\ta\nb',
    'a\r\nb',
    'a\u0085b',
    'a\u2028b',
    '\ufeffa',
    '\u0007',
  ],
  ...['ü', '日本 »x« – ≤', '😀', '1m', '198.51.100.0/24,2001:db8::/32', 'https://*.example.com'],
];

/** kubectl and Helm read 1.1, other tools 1.2. */
describe.each(['1.1', '1.2'] as const)('the output, read as YAML %s', (version) => {
  const read = (text: string): unknown[] =>
    parseAllDocuments(text, { version, merge: true }).map((document) => document.toJS() as unknown);

  it.each(TEXTS)('holds %j letter for letter, as a value and as a name', (text) => {
    const object = { values: [text], names: { [text]: text } };
    expect(read(toYaml([object, { kind: 'Other' }]))).toStrictEqual([object, { kind: 'Other' }]);
  });
});

describe('the output', () => {
  it('escapes nothing that stands for itself', () => {
    const object = { a: 'Größe ≤ 1 MiB, 日本 😀', b: '1m', c: '198.51.100.0/24', d: 'true', e: 10 };
    expect(toYaml([object])).toBe('a: Größe ≤ 1 MiB, 日本 😀\nb: 1m\nc: 198.51.100.0/24\nd: "true"\ne: 10\n');
  });
});
