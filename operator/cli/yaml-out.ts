import { type ScalarTag, stringify, type Tags } from 'yaml';

/**
 * A YAML stream; documents are separated by `---`, and long strings stay on one line. Whoever reads it gets every string
 * back letter for letter, whether by YAML 1.1, as kubectl and Helm do (`on` is a boolean there, `12:30:00` a number), or
 * by YAML 1.2 (where `0o17` is one).
 */
export function toYaml(objects: readonly object[]): string {
  return objects.map((object) => stringify(object, OPTIONS)).join('---\n');
}

/** What some reader of YAML folds, breaks, drops or refuses when it stands unescaped. */
const UNSAFE = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/gu;
/** Texts that some reader takes for a number or a value although YAML 1.1's grammar does not. */
const MISREAD = /^([-+]?(0o?[0-7_]+|[0-9_]*\.?[0-9_]*([eE][-+]?[0-9]+)?|\.(inf|nan))|=|<<)$/i;

/** JSON's escapes are YAML's, too. */
const quoted = (value: string): string =>
  JSON.stringify(value).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** The writer of strings, more careful than YAML 1.1 asks for. */
const careful = (tag: ScalarTag): ScalarTag => ({
  ...tag,
  stringify: (item, ...rest) => {
    const value = String(item.value);
    const risky = value.search(UNSAFE) >= 0 || MISREAD.test(value);
    return risky ? quoted(value) : (tag.stringify?.(item, ...rest) ?? quoted(value));
  },
});

const OPTIONS = {
  version: '1.1',
  lineWidth: 0,
  aliasDuplicateObjects: false,
  customTags: (tags: Tags): Tags =>
    tags
      .filter((tag) => tag !== 'merge' && (typeof tag !== 'object' || tag.tag !== 'tag:yaml.org,2002:merge'))
      .map((tag) =>
        typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:str' && !tag.collection
          ? careful(tag)
          : tag,
      ),
} as const;
