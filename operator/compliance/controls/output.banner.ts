import { nodeOf, type SecurityPlan } from '../../plan/plan.ts';
import { onTheWire } from '../define.ts';
import { asvs, owasp } from '../references.ts';

const PRODUCT = ['x-powered-by', 'x-aspnet-version', 'x-aspnetmvc-version'];

export const outputBanner = onTheWire({
  id: 'output.banner',
  title: 'Answers do not tell what runs in which version',
  threat: 'Who knows the version knows the exploit.',
  severity: 'Low',
  references: [owasp.misconfiguration, asvs.noBanner],
  appliesWhen: 'always: it protects every API',
  proof:
    'No version in Server, no X-Powered-By or the like, and none of the headers of spec.exposure.responseHeaders.remove, on any answer over https.',
  fields: ['spec.exposure.responseHeaders.remove'],
  host: (view) => {
    const secure = view.part('secure');
    if (!('value' in secure)) return secure;
    const answers = view.answers();
    for (const { answer, at, repeat } of answers) {
      const [shown] = telling(answer.headers, view.subject.plan);
      if (shown === undefined) continue;
      return {
        result: 'Fail',
        evidence: `${answer.status} over https: ${shown}: ${answer.headers[shown]}`,
        message: `Take ${shown} off in the application, or at the gateway (ingress-nginx: hide-headers in the controller's ConfigMap; server-tokens for Server).`,
        at,
        repeat,
      };
    }
    const statuses = [...new Set(answers.map(({ answer }) => answer.status))].join(', ');
    const server = secure.value.headers.server;
    const evidence = `${statuses} over https: ${server === undefined ? 'no Server' : `Server: ${server}`}, no product`;
    return { result: 'Pass', evidence, at: secure.at, repeat: secure.repeat };
  },
});

function telling(headers: Readonly<Record<string, string>>, plan: SecurityPlan): string[] {
  const removed = nodeOf(plan, 'response-headers')?.remove?.value ?? [];
  const names = [...PRODUCT, ...removed.map((name) => name.toLowerCase())];
  const shown = names.filter((name) => headers[name] !== undefined);
  return /\d/.test(headers.server ?? '') ? ['server', ...shown] : shown;
}
