import { bad, fault, good, type Sample } from './sample.ts';

const interval = (text: string): string => `verification: {interval: ${text}}`;
const ADVICE = 'write whole seconds from 1m to 24h';

/** `spec.verification` and `spec.drift`. */
export const verificationSamples: readonly Sample[] = [
  good('verification in full', 'verification: {mode: Active, interval: 10m, limits: Disabled}'),
  good('an empty verification', 'verification: {}'),
  good('passive verification', 'verification: {mode: Passive}'),
  good('verification off', 'verification: {mode: "Off"}'),
  good('limits proved, too', 'verification: {limits: Enabled}'),
  good('the shortest interval', interval('1m')),
  good('the shortest interval in seconds', interval('60s')),
  good('the longest interval', interval('24h')),
  good('an interval in several units', interval('1h30m')),
  good('drift reported', 'drift: Report'),
  good('drift repaired', 'drift: Repair'),

  bad('an interval below a minute', interval('59s'), fault('spec.verification.interval', ADVICE)),
  bad('an interval above a day', interval('24h1s'), fault('spec.verification.interval', ADVICE)),
  bad('an interval with a fraction', interval('90500ms'), fault('spec.verification.interval', ADVICE)),
  bad('an interval in days', interval('1d'), fault('spec.verification.interval', ADVICE)),
  bad('an interval of two units in one', interval('1m-1s'), fault('spec.verification.interval', ADVICE)),
  bad('an interval that is a number', interval('600'), fault('spec.verification.interval', 'interval: 10m')),
  bad('an interval of nothing', interval('"0"'), fault('spec.verification.interval', ADVICE)),
  bad(
    'verification switched off without quotes',
    'verification: {mode: false}',
    fault('spec.verification.mode', 'Off in quotes, as "Off"'),
  ),
  bad('a mode of another word', 'verification: {mode: active}', fault('spec.verification.mode', 'Active')),
  bad('limits as a boolean', 'verification: {limits: true}', fault('spec.verification.limits', 'Enabled')),
  bad(
    'an unknown field of verification',
    'verification: {intervall: 10m}',
    fault('spec.verification.intervall', 'did you mean interval?'),
  ),
  bad('drift ignored', 'drift: Ignore', fault('spec.drift', 'write Repair or Report')),
];
