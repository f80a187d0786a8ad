import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalPath } from '../../operator/api/canonical-path.ts';

const piece = fc.constantFrom(
  ...['/', '//', '.', '..', '%2e', '%2F', '%5c', '\\', ';', '%3B', '%', '%25', '%00', '\n', '?', '#', '%23'],
  ...['a', 'B', '%61', 'admin', '@', '%40', 'é', '%C3%A9', '%c0%af', '%ff', ' ', '~', '\ud800'],
);
const raw = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`);
const segment = fc.stringMatching(/^[A-Za-z0-9_~@.-]{1,8}$/).filter((text) => !/^\.{1,2}$/.test(text));
const plain = fc.array(segment, { maxLength: 6 }).map((segments) => `/${segments.join('/')}`);

const encoded = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

test('a canonical path stays as it is: reading it twice changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(raw, fc.string()), (text) => {
      const path = canonicalPath(text);
      if (path !== undefined) expect(canonicalPath(path)).toBe(path);
    }),
  );
});

test('a canonical path has no segment that another reader could take away', () => {
  fc.assert(
    fc.property(fc.oneof(raw, fc.string()), (text) => {
      const path = canonicalPath(text);
      if (path === undefined) return;
      expect(path).toMatch(/^\/(?!\/)[^\\;%?#]*$/);
      expect(path.split('/').slice(1, -1)).not.toContain('');
      expect(path.split('/').filter((name) => name === '.' || name === '..')).toEqual([]);
    }),
  );
});

test('a plain path is canonical, and its encoded forms are read as the same path or not at all', () => {
  fc.assert(
    fc.property(plain, fc.infiniteStream(fc.boolean()), (path, hide) => {
      expect(canonicalPath(path)).toBe(path);
      const disguised = [...path.slice(1)].map((character) =>
        hide.next().value === true ? encoded(character) : character,
      );
      expect([path, undefined]).toContain(canonicalPath(`/${disguised.join('')}`));
    }),
  );
});

test('what it reads is what a URL parser reads, where that leaves the path as it was', () => {
  fc.assert(
    fc.property(raw, (text) => {
      const path = canonicalPath(text);
      if (path === undefined) return;
      const parsed = new URL(`http://api.example.com${text}`);
      expect(parsed.host).toBe('api.example.com');
      // A parser takes blanks at the end away.
      expect(decodeURIComponent(parsed.pathname)).toBe(path.replace(/ +$/, ''));
    }),
  );
});
