import { describe, expect, it } from 'vitest';
import { parseNetworks } from '../../../operator/policy/cidr.ts';
import { parseWholeSeconds } from '../../../operator/policy/duration.ts';
import { parseBytes } from '../../../operator/policy/quantity.ts';
import { PolicyValueError } from '../../../operator/policy/value-error.ts';

describe('parseBytes', () => {
  it.each([
    ['1Mi', 1_048_576],
    ['1M', 1_000_000],
    ['.5Gi', 536_870_912],
    ['1.5Mi', 1_572_864],
    ['1e6', 1_000_000],
    ['+1Ki', 1_024],
    ['2000m', 2],
    ['8Gi', 8_589_934_592],
    [5, 5],
  ])('reads %s', (text, bytes) => {
    expect(parseBytes(text, 'spec.x')).toBe(bytes);
  });

  it.each([
    '',
    '0',
    '9Gi',
    '1E',
    '100m',
    '1ki',
    '1mb',
    '-1Mi',
    '1 Mi',
    '1Mi;',
    'Mi',
    '.',
    Number.NaN,
    1.5e-7,
  ])('refuses %j', (text) => {
    expect(() => parseBytes(text, 'spec.x')).toThrow(PolicyValueError);
  });
});

describe('parseWholeSeconds', () => {
  it.each([
    ['30s', 30],
    ['1m30s', 90],
    ['24h', 86_400],
    ['2000ms', 2],
    ['1h1m1s', 3_661],
  ])('reads %s', (text, seconds) => {
    expect(parseWholeSeconds(text, 'spec.x')).toBe(seconds);
  });

  it.each(['', '30', '1d', '1500ms', '0s', '25h', '1.5s', '-1s', ' 1s', '1s\n', '1s1s1s1s1s'])(
    'refuses %j',
    (text) => {
      expect(() => parseWholeSeconds(text, 'spec.x')).toThrow(PolicyValueError);
    },
  );
});

describe('parseNetworks', () => {
  it('names the entry that is wrong', () => {
    expect(() => parseNetworks(['192.0.2.0/24', '198.51.100.77/24'], 'spec.network.allowedCIDRs')).toThrow(
      /^spec\.network\.allowedCIDRs\[1\]: .*198\.51\.100\.0\/24.*198\.51\.100\.77\/32/,
    );
  });

  it('refuses an empty list: it would let everybody or nobody in', () => {
    expect(() => parseNetworks([], 'spec.network.allowedCIDRs')).toThrow(PolicyValueError);
  });
});
