import { nodeOf } from '../../plan/plan.ts';
import { wireIsMute } from '../client-wall.ts';
import { onTheWire } from '../define.ts';
import { owasp, rfc } from '../references.ts';

export const inputContentTypes = onTheWire({
  id: 'input.content-types',
  title: 'Only the stated media types are taken',
  threat: 'A body in another format reaches a parser that was never meant to be reached.',
  severity: 'Low',
  references: [owasp.misconfiguration, rfc.mediaType],
  appliesWhen: 'the policy lists media types (spec.validation.contentTypes)',
  proof:
    'POST (or PUT, PATCH) with an empty body of a type that no application reads: 415. The gateway sees what a body is called, never what it holds.',
  fields: ['spec.validation.contentTypes'],
  applies: ({ plan }) => nodeOf(plan, 'content-types') !== undefined,
  byConfiguration: (subject) =>
    wireIsMute(subject) || !takesBodies(nodeOf(subject.plan, 'methods')?.allowed.value),
  host: (view) => {
    const part = view.part('mediaType');
    if (!('value' in part)) return part;
    const { status } = part.value;
    const common = { at: part.at, repeat: part.repeat };
    const evidence = `a body of type application/x-apipolicy-probe: ${status}`;
    if (status === 415) return { result: 'Pass', evidence, ...common };
    return [401, 403, 405, 413].includes(status) || status >= 500
      ? { result: 'Unknown', evidence, message: 'It was refused for another reason.', ...common }
      : { result: 'Fail', evidence, message: 'Such a body reaches the application.', ...common };
  },
});

const takesBodies = (methods: readonly string[] | undefined): boolean =>
  methods === undefined || ['POST', 'PUT', 'PATCH'].some((name) => methods.includes(name));
