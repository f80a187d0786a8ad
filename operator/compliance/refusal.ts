import type { Verdict } from './control.ts';
import type { Answer, Tried } from './wire.ts';

/**
 * What an answer to a request without valid credentials means. `refused`: nobody got in. `closed`: nobody got in, but by
 * a failure, which proves nothing about who would. `served`: the API answered.
 */
export function meaningOf({ status, headers }: Answer): 'refused' | 'closed' | 'served' {
  if (status >= 500) return 'closed';
  if (status === 401 || status === 403) return 'refused';
  // What a server in front refuses because of how it is written.
  if ([400, 405, 414, 421].includes(status)) return 'refused';
  if (status === 302 && LOGIN.test(headers.location ?? '')) return 'refused';
  return 'served';
}

/** `https://<host>/oauth2/start?…` or the same without the host. */
const LOGIN = /^(?:https:\/\/[^/?#]+)?\/oauth2\/start(?:\?|$)/;

export interface Asked {
  readonly at: number;
  readonly repeat: string;
  readonly value: readonly Tried[];
}

/** A verdict over several requests, none of which may be served: the worst decides. */
export function noneServed(part: Asked, words: { readonly of: string; readonly remedy: string }): Verdict {
  const { at, repeat, value } = part;
  const common = { at, repeat };
  const described = ({ what, answer }: Tried): string => `${what}: ${answer.status}`;
  const served = value.filter(({ answer }) => meaningOf(answer) === 'served');
  if (served[0]) {
    return {
      result: 'Fail',
      evidence: `${words.of}: served: ${served.map(described).join(', ')}`,
      message: words.remedy,
      ...common,
    };
  }
  const closed = value.find(({ answer }) => meaningOf(answer) === 'closed');
  if (closed) {
    return {
      result: 'Unknown',
      evidence: `${words.of}: ${described(closed)}`,
      message: `It is closed, by a failure: ${closed.answer.status} says nothing of who would be let in. See Programmed, and the gate's Deployment.`,
      ...common,
    };
  }
  return { result: 'Pass', evidence: `${words.of}: refused: ${value.map(described).join(', ')}`, ...common };
}
