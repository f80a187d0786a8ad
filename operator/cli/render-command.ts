import { parseArgs } from 'node:util';
import { NO_UID } from '../companions/owners.ts';
import { analyse } from './analysis.ts';
import { InputError, kubernetesObjects, readDocuments } from './documents.ts';
import { gatewayOptions } from './gateway-options.ts';
import { type Io, UsageError } from './io.ts';
import { policiesAmong } from './lint/command.ts';
import { lint } from './lint/engine.ts';
import { textReport } from './lint/report.ts';
import { renderDocuments } from './render.ts';
import { toYaml } from './yaml-out.ts';

const HELP = `apipolicy render: print what the operator would apply

Usage: apipolicy render [options] FILE…

FILE is a YAML or JSON file, a directory, or - for standard input. It holds policies and the Ingresses that they govern;
ClusterApiPolicies with their Namespaces add defaults; IngressClasses and the controller's Deployment and ConfigMap make
the answer exact.

The output is a YAML stream of server-side apply configurations: our fields and no others, in a fixed order. What a policy
needs beside the gateway (the gate, logins) is among them, as it is once everything is ready.

  --merge                   whole Ingresses instead, for a repository: the input's fields and ours
  --config FILE             how the gateways are configured, instead of what the files show:
                            gateways: [{class, namespace, configMap: {name, data}, deployment}]
                            and what gates and logins are made of: companions: {gateImage, replicas, …}
  --gateway-version X.Y.Z   version of the controller, instead of what its Deployment shows

Examples
  apipolicy render examples/quickstart
  apipolicy render k8s/ | kubectl apply --server-side --field-manager=apipolicy --dry-run=server -f -
  helm template my-app | apipolicy render --merge - > deploy/my-app.yaml

With an error nothing is written to standard output. Warnings are counted on standard error; apipolicy lint tells them.
Exit codes: 0 rendered; 1 errors in the input's content; 2 wrong use, or a file that cannot be read.
`;

const placeholderNote = (secret: string): string =>
  `Secret ${secret} is a placeholder: the operator makes one of a name that nobody can know before, with 32 random bytes under cookie-secret. Without the operator, make it yourself.\n`;

const bundleNote = (secret: string): string =>
  `Secret ${secret} is a placeholder: the operator makes one named by its content, with the certificates of the managed CA under ca.crt, and names the CA itself as nobody can foresee. Without the operator, make it yourself once the CA is issued.\n`;

const OWNERS_NOTE =
  'Owners of Deployments and Certificates have a uid that begins with zeros, because a file does not tell the uid of its owner. Before you apply them yourself take metadata.ownerReferences out, or Kubernetes collects the object at once.\n';

/** Runs `apipolicy render`; the result is the exit code. @throws UsageError, which the caller words. */
export async function runRender(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      merge: { type: 'boolean', default: false },
      config: { type: 'string' },
      'gateway-version': { type: 'string' },
    },
  });
  if (values.help) {
    io.out(HELP);
    return 0;
  }
  if (positionals.length === 0) throw new UsageError('name a file, a directory, or - for standard input');
  const { merge } = values;
  try {
    const options = await gatewayOptions(values);
    const documents = await readDocuments(positionals, io);
    const findings = lint(documents, (objects) => analyse(objects, options).findings);
    const errors = findings.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) {
      io.err(textReport(errors, policiesAmong(documents)));
      return 1;
    }
    const { objects, placeholders, bundles } = renderDocuments(kubernetesObjects(documents), {
      ...options,
      merge,
    });
    const text = toYaml(objects);
    io.out(text);
    if (text.includes(NO_UID)) io.err(OWNERS_NOTE);
    for (const secret of placeholders) io.err(placeholderNote(secret));
    for (const secret of bundles) io.err(bundleNote(secret));
    const warnings = findings.filter(({ severity }) => severity === 'warning').length;
    if (warnings > 0)
      io.err(
        `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}: apipolicy lint ${positionals.join(' ')}\n`,
      );
    return 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.err(`${error.message}\n`);
    return 2;
  }
}
