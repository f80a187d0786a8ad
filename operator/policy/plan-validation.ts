import type { ApiPolicySpec } from '../api/types.generated.ts';
import { bodySize } from '../plan/nodes/body-size.ts';
import { contentTypes } from '../plan/nodes/content-types.ts';
import { methods } from '../plan/nodes/methods.ts';
import { waf } from '../plan/nodes/waf.ts';
import type { PlanNode } from '../plan/plan.ts';
import { stated } from '../plan/stated.ts';
import { parseBytes } from './quantity.ts';

/** `spec.validation` */
export function planValidation(validation: NonNullable<ApiPolicySpec['validation']>): PlanNode[] {
  const nodes: PlanNode[] = [];
  if (validation.methods) {
    nodes.push(methods({ allowed: stated(validation.methods.toSorted(), 'spec.validation.methods') }));
  }
  if (validation.contentTypes) {
    const field = 'spec.validation.contentTypes';
    nodes.push(contentTypes({ allowed: stated(validation.contentTypes.toSorted(), field) }));
  }
  if (validation.maxBodySize !== undefined) {
    const field = 'spec.validation.maxBodySize';
    nodes.push(bodySize({ bytes: stated(parseBytes(validation.maxBodySize, field), field) }));
  }
  if (validation.waf) nodes.push(waf({ mode: stated(validation.waf.mode, 'spec.validation.waf.mode') }));
  return nodes;
}
