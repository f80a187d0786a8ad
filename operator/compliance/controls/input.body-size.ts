import { nodeOf } from '../../plan/plan.ts';
import { wireIsMute } from '../client-wall.ts';
import { onTheWire } from '../define.ts';
import { owasp, rfc } from '../references.ts';

export const inputBodySize = onTheWire({
  id: 'input.body-size',
  title: 'A request body has a largest size',
  threat:
    'A few requests with endless bodies fill the memory and the disks of the gateway and the application.',
  severity: 'Medium',
  references: [owasp.consumption, rfc.tooLarge],
  appliesWhen: 'always: it protects every API (10 MiB where the policy states no size)',
  proof:
    'POST that announces one byte more than the limit, with Expect: 100-continue and without sending the body: 413, and never a 100 Continue.',
  fields: ['spec.validation.maxBodySize'],
  byConfiguration: wireIsMute,
  host: (view) => {
    const part = view.part('bodySize');
    if (!('value' in part)) return part;
    const { bytes, askedFor, answer } = part.value;
    const common = { at: part.at, repeat: part.repeat };
    const limit = nodeOf(view.subject.plan, 'body-size')?.bytes.value;
    if (limit !== undefined && bytes !== limit + 1) {
      return { result: 'Unknown', message: 'The limit has changed since the last probe.', ...common };
    }
    const evidence = `POST of ${bytes} bytes: ${askedFor ? 'the body was asked for' : answer?.status}`;
    if (answer?.status === 413) return { result: 'Pass', evidence, ...common };
    const message = 'Set spec.validation.maxBodySize.';
    if (askedFor || (answer !== undefined && answer.status < 400)) {
      return {
        result: 'Fail',
        evidence,
        message: `The gateway would take such a body. ${message}`,
        ...common,
      };
    }
    return {
      result: 'Unknown',
      evidence,
      message: `It was refused with ${answer?.status} before anybody looked at the size.`,
      ...common,
    };
  },
});
