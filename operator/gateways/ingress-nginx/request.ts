import { nodeOf } from '../../plan/plan.ts';
import type { Stated } from '../../plan/stated.ts';
import { type GroupName, group, type LoweringInput, type Part } from './part.ts';
import { integer, size } from './values.ts';

/** Timeouts in whole seconds without unit: the controller drops `30s`. Each is a group of its own. */
export function lowerTimeouts(input: LoweringInput): Part {
  const node = nodeOf(input.plan, 'timeouts');
  const timeout = (name: GroupName, annotation: string, seconds: Stated<number> | undefined) => {
    if (!seconds) return [];
    const fields = seconds.field === undefined ? [] : [seconds.field];
    return [group(name, { [annotation]: integer(annotation, seconds.value) }, fields, input)];
  };
  return {
    groups: [
      ...timeout('connect-timeout', 'proxy-connect-timeout', node?.connectSeconds),
      ...timeout('read-timeout', 'proxy-read-timeout', node?.readSeconds),
      ...timeout('send-timeout', 'proxy-send-timeout', node?.sendSeconds),
    ],
  };
}

export function lowerBodySize(input: LoweringInput): Part {
  const node = nodeOf(input.plan, 'body-size');
  if (!node) return {};
  const annotations = { 'proxy-body-size': size('proxy-body-size', node.bytes.value) };
  return { groups: [group('body-size', annotations, node.fields, input)] };
}
