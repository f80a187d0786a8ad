import { nodeOf } from '../../plan/plan.ts';
import { group, type LoweringInput, type Part } from './part.ts';
import { bool, headerNameList, integer, methodList, originList } from './values.ts';

/**
 * CORS with every value explicit: each of the controller's defaults is wider (any origin, credentials, all methods).
 * What is exposed has no annotation when it is nothing, which is the controller's default.
 */
export function lowerCors(input: LoweringInput): Part {
  const node = nodeOf(input.plan, 'cors');
  if (!node) return {};
  const exposed = node.exposeHeaders.value;
  const annotations = {
    'enable-cors': bool('enable-cors', true),
    'cors-allow-origin': originList('cors-allow-origin', node.allowOrigins.value),
    'cors-allow-methods': methodList('cors-allow-methods', node.allowMethods.value),
    'cors-allow-headers': headerNameList('cors-allow-headers', node.allowHeaders.value),
    'cors-allow-credentials': bool('cors-allow-credentials', node.allowCredentials.value),
    'cors-max-age': integer('cors-max-age', node.maxAgeSeconds.value),
    ...(exposed.length > 0 && { 'cors-expose-headers': headerNameList('cors-expose-headers', exposed) }),
  };
  return {
    groups: [group('cors', annotations, node.fields, input)],
    remarks: [
      {
        severity: 'info',
        field: 'spec.exposure.cors',
        rule: 'cors-is-advice',
        message:
          'CORS tells browsers which pages may read an answer; a request from any other origin still reaches the service',
      },
    ],
  };
}
