import { nodesOf } from '../../plan/plan.ts';
import { inConfiguration } from '../define.ts';
import { asvs, owasp } from '../references.ts';

export const ratePerUser = inConfiguration({
  id: 'rate.per-user',
  title: 'One caller cannot take all of the API',
  threat:
    'A single account copies the data or uses up what all others need, from as many addresses as it likes.',
  severity: 'High',
  references: [owasp.consumption, asvs.antiAutomation],
  appliesWhen: 'the policy limits by user, claim, API key, header or certificate (spec.rateLimit.rules)',
  proof:
    "The gate's own count: it refused requests by each such rule within the last two intervals of verification. A probe has no account to spend; where nobody met the limit it stays Unknown.",
  // A limit whose refusal is told in another way than asked for is in force all the same.
  fields: [],
  applies: ({ plan }) => callerRules(plan).length > 0,
  look: ({ gate, plan, verification, enforcement }, now) => {
    if (!enforcement.some(({ by }) => by === 'gate')) {
      return { result: 'Unknown', message: 'The gateway does not ask the gate (yet). See Programmed.' };
    }
    if (!gate) return { result: 'Unknown', message: 'The gate was not seen: see Programmed.' };
    const oldest = now - 2 * verification.intervalSeconds * 1000;
    const counts = callerRules(plan).map(({ name }) => ({ name, seen: gate.rates[name] }));
    const idle = counts.filter(({ seen }) => (seen?.lastRefusedAt ?? 0) < oldest);
    const evidence = `gate: ${counts
      .map(
        ({ name, seen }) =>
          `${seen?.refused ?? 0} requests refused by rule ${name}, ${seen?.passed ?? 0} passed`,
      )
      .join('; ')}`;
    const common = { evidence, at: gate.at };
    if (!gate.acknowledged) {
      return {
        result: 'Unknown',
        message: 'Not every replica of the gate enforces the rules as they are now: see Programmed.',
        ...common,
      };
    }
    return idle.length === 0
      ? { result: 'Pass', enforcedBy: 'gate', ...common }
      : {
          result: 'Unknown',
          message: `In force, and met by nobody of late: ${idle.map(({ name }) => name).join(', ')}. It passes once the gate has refused a request by it.`,
          ...common,
        };
  },
});

type Plan = Parameters<typeof nodesOf>[0];

const callerRules = (plan: Plan) => nodesOf(plan, 'counted-rate').filter(({ by }) => by !== 'ClientAddress');
