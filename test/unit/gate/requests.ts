import { headersOf } from '../../../operator/gate/headers.ts';
import { type GateRequest, readDecision } from '../../../operator/gate/request.ts';
import { decisionHeaders, type Original } from './fakes.ts';

/** A request as the gate reads it. Throws where it would be refused unread. */
export function asked(original: Original = {}): GateRequest {
  const read = readDecision(headersOf(decisionHeaders(original)));
  if ('kind' in read) throw new Error(read.reason);
  return read;
}
