import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseStrictObject, StrictJsonError } from '../../operator/gate/tokens/strict-json.ts';

const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { maxKeys: 8 });
const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

test('what names each member once is taken as JSON.parse takes it, however it is spaced', () => {
  fc.assert(
    fc.property(object, fc.constantFrom('', ' ', '\n\t'), (value, space) => {
      const text = JSON.stringify(value, undefined, space);
      expect(parseStrictObject(bytes(text))).toEqual(JSON.parse(text));
    }),
  );
});

test('a member twice is refused, wherever it stands and however it is written', () => {
  const escaped = (name: string): string =>
    `"${[...name].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
  fc.assert(
    fc.property(
      object,
      fc.string({ minLength: 1, unit: 'grapheme-ascii' }),
      fc.constantFrom(
        (text: string) => text,
        (text: string) => `{"outer":[1,${text}]}`,
      ),
      fc.boolean(),
      (value, name, wrap, byEscapes) => {
        const { [name]: _, ...rest } = value;
        const members = Object.entries(rest).map(
          ([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`,
        );
        const twin = byEscapes ? escaped(name) : JSON.stringify(name);
        const text = `{${[`${JSON.stringify(name)}:1`, ...members, `${twin} : 2`].join(',')}}`;
        expect(() => parseStrictObject(bytes(wrap(text)))).toThrow(StrictJsonError);
      },
    ),
  );
});

test('whatever bytes come, it ends with an object or says what is wrong', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (raw) => {
      try {
        expect(typeof parseStrictObject(raw)).toBe('object');
      } catch (error) {
        expect(error).toBeInstanceOf(StrictJsonError);
      }
    }),
  );
});
