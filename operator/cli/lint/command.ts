import { parseArgs } from 'node:util';
import { analyse } from '../analysis.ts';
import { InputError, readDocuments, type SourceDocument } from '../documents.ts';
import { gatewayOptions } from '../gateway-options.ts';
import { type Io, UsageError } from '../io.ts';
import { lint } from './engine.ts';
import { jsonReport, textReport } from './report.ts';
import { repositoryRoot } from './repository.ts';
import { sarifReport } from './sarif.ts';

const HELP = `apipolicy lint: check policies, and what they mean for the Ingresses among the files

Usage: apipolicy lint [options] FILE…

FILE is a YAML or JSON file, a directory (its *.yaml, *.yml and *.json, also below), or - for standard input. Beside
policies it may hold ClusterApiPolicies, Namespaces, Ingresses, IngressClasses, Services, cert-manager's Issuers,
ClusterIssuers and Certificates, and the controller's Deployment and ConfigMap: the more is there, the more can be told.
Other kinds are passed over, so the output of helm template can be passed as it is.

  --output FORMAT           text (default): a line a finding, file:line:column: severity: field: message (rule)
                            json: {"findings": [{file, line, column, object, path, rule, severity, message, related}]}
                            sarif: SARIF 2.1.0 for code hosts, files by their path in the repository
  --config FILE             how the gateways are configured, instead of what the files show:
                            gateways: [{class, namespace, configMap: {name, data}, deployment}]
  --gateway-version X.Y.Z   version of the controller, instead of what its Deployment shows

Severities
  error     the API server would refuse it, two policies fight for a target, or an API would stand open
  warning   stated, but not enforced: the gateway cannot, needs a global setting, or somebody's value is in the way
  info      worth knowing; also what cannot be told because an object is not among the files

Examples
  apipolicy lint policy.yaml
  apipolicy lint k8s/
  helm template my-app | apipolicy lint -
  apipolicy lint --output sarif k8s/ > apipolicy.sarif
  apipolicy lint --output json . | jq -r '.findings[] | select(.severity == "error") | .message'

Exit codes: 0 no errors (warnings do not count); 1 errors; 2 wrong use, or a file that cannot be read.
`;

/** Runs `apipolicy lint`; the result is the exit code. @throws UsageError, which the caller words. */
export const runLint = async (argv: readonly string[], io: Io): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      output: { type: 'string', short: 'o', default: 'text' },
      config: { type: 'string' },
      'gateway-version': { type: 'string' },
    },
  });
  if (values.help) {
    io.out(HELP);
    return 0;
  }
  const { output } = values;
  if (output !== 'text' && output !== 'json' && output !== 'sarif') {
    throw new UsageError(`--output is text, json or sarif, not "${output}"`);
  }
  if (positionals.length === 0) throw new UsageError('name a file, a directory, or - for standard input');
  try {
    const options = await gatewayOptions(values);
    const documents = await readDocuments(positionals, io);
    const findings = lint(documents, (objects) => analyse(objects, options).findings);
    if (output === 'text') io.out(textReport(findings, policiesAmong(documents)));
    if (output === 'json') io.out(jsonReport(findings));
    if (output === 'sarif') {
      const cwd = process.cwd();
      io.out(sarifReport(findings, { cwd, root: await repositoryRoot(cwd) }));
    }
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.err(`${error.message}\n`);
    return 2;
  }
};

/** For the summary line. */
export const policiesAmong = (documents: readonly SourceDocument[]): number =>
  documents.filter(({ value }) => (value as { readonly kind?: unknown } | null)?.kind === 'ApiPolicy').length;
