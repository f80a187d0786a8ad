import { isIPv4, isIPv6 } from 'node:net';
import { request } from 'undici';
import { GATE, type GateHealth, type GateRevisions } from '../../plan/gate-plan.ts';

/** Asks one replica of a gate on its control port. Rejects with what a person can read. */
export interface GateControl {
  revisions(address: string, signal: AbortSignal): Promise<GateRevisions>;
  health(address: string, policy: string, signal: AbortSignal): Promise<GateHealth>;
}

const TIMEOUT_MS = 2_000;
const MAX_BYTES = 1024 * 1024;

/** The control port of a pod, over plain HTTP, as no secret goes over it. */
export const httpGateControl: GateControl = {
  revisions: async (address, signal) => {
    const answer = await ask(address, '/revisions', signal);
    if (!isRecord(answer) || !isRecord(answer.policies)) throw new Error('the answer is none of a gate');
    return answer as unknown as GateRevisions;
  },
  health: async (address, policy, signal) => {
    const answer = await ask(address, `/health/${encodeURIComponent(policy)}`, signal);
    if (!isRecord(answer) || !Array.isArray(answer.dependencies) || !isRecord(answer.rates))
      throw new Error('the answer is none of a gate');
    return answer as unknown as GateHealth;
  },
};

async function ask(address: string, path: string, signal: AbortSignal): Promise<unknown> {
  const host = isIPv6(address) ? `[${address}]` : address;
  const answer = await request(`http://${host}:${GATE.controlPort}${path}`, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    const part = Buffer.from(chunk as Uint8Array);
    bytes += part.length;
    if (bytes > MAX_BYTES) throw new Error('the answer is too long');
    chunks.push(part);
  }
  if (answer.statusCode !== 200) throw new Error(`HTTP ${answer.statusCode}`);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
}

/**
 * Whether an address may be a pod's. Whoever may write EndpointSlices in a namespace could send the operator anywhere:
 * never to itself, to its node's own services or to a cloud's metadata.
 */
export function mayBePod(address: string): boolean {
  if (isIPv4(address)) return !/^(0|127|22[4-9]|2[3-5][0-9])\.|^169\.254\./.test(address);
  return isIPv6(address) && !/^(::|fe[89ab]|ff|::ffff:)/i.test(address);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
