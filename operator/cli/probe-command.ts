import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { CONTROL_IDS } from '../api/control-id.ts';
import { type ProbeNet, probeHost } from '../compliance/probe/prober.ts';
import { type Address, requestFor } from '../compliance/probe/request.ts';
import type { Subject } from '../compliance/subject.ts';
import type { HostObservation, Wire } from '../compliance/wire.ts';
import { VERSION } from '../version.ts';
import { InputError, kubernetesObjects, readDocuments } from './documents.ts';
import { type Io, UsageError } from './io.ts';
import { policiesAmong } from './lint/command.ts';
import { lint } from './lint/engine.ts';
import { textReport } from './lint/report.ts';
import { loadOfflineConfig } from './offline-config.ts';
import { gatewayAddresses } from './probe-addresses.ts';
import { allPassed, probeText, reportOf } from './probe-report.ts';
import { probedPolicies } from './probe-subjects.ts';

const HELP = `apipolicy probe: ask a gateway what the policies among FILEs are worth on the wire

Usage: apipolicy probe FILE… --address HOST[:PORT] [options]

It makes the same requests as the operator, for each host of each Ingress that a policy among FILEs governs: to the
given address alone, with that host as SNI and Host. It follows no redirect, sends no credentials, and calls itself
apipolicy-probe. At most 14 connections a host, and with verification.limits Enabled up to 100 requests more.

  --address HOST[:PORT]     where the gateway listens for https (default port 443), and on port 80 for http
  --https HOST:PORT         for https, if it is elsewhere
  --http HOST:PORT          for http, if it is elsewhere
  --ca FILE                 PEM certificates to trust beside the system's
  --control ID              judge this control alone; may be given again
  --output text|json        json: {"policies": [{policy, compliance, controls}]}, controls as in status.controls
  --config FILE             how the gateways are configured (see apipolicy lint --help)
  --gateway-version X.Y.Z   version of the controller, instead of what its Deployment shows

What needs the cluster (who else serves a host) is Unknown here: the operator judges it, or --control leaves it out.

Examples
  apipolicy probe k8s/ --address 203.0.113.7
  apipolicy probe k8s/ --address 127.0.0.1:8443 --http 127.0.0.1:8080 --ca ca.pem --control tls.https

Exit codes: 0 all passed; 1 something failed or is not known; 2 wrong use, or a file that cannot be read.
`;

/** Runs `apipolicy probe`; the result is the exit code. @throws UsageError, which the caller words. */
export async function runProbe(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      address: { type: 'string' },
      https: { type: 'string' },
      http: { type: 'string' },
      ca: { type: 'string' },
      control: { type: 'string', multiple: true, default: [] },
      output: { type: 'string', short: 'o', default: 'text' },
      config: { type: 'string' },
      'gateway-version': { type: 'string' },
    },
  });
  if (values.help) {
    io.out(HELP);
    return 0;
  }
  const { output, control: only, config, 'gateway-version': version } = values;
  if (output !== 'text' && output !== 'json')
    throw new UsageError(`--output is text or json, not "${output}"`);
  const strange = only.find((id) => !CONTROL_IDS.some((known) => known === id));
  if (strange !== undefined)
    throw new UsageError(`there is no control "${strange}"; apipolicy controls lists them`);
  if (positionals.length === 0) throw new UsageError('name a file, a directory, or - for standard input');
  const { address, https, http } = values;
  const gateway = gatewayAddresses({ address, https, http });
  const ca = values.ca === undefined ? undefined : await readCa(values.ca);
  try {
    const documents = await readDocuments(positionals, io);
    const options = {
      ...(config !== undefined && (await loadOfflineConfig(config))),
      ...(version !== undefined && { version }),
    };
    const broken = lint(documents, () => []).filter(({ severity }) => severity === 'error');
    if (broken.length > 0) io.err(textReport(broken, policiesAmong(documents)));
    const policies = probedPolicies(kubernetesObjects(documents), options, Date.now());
    const subjects = policies.flatMap((policy) => policy.subjects);
    if (subjects.length === 0) {
      io.err('apipolicy probe: no Ingress among these files is governed by a policy among them\n');
      return 2;
    }
    const wire = await probeAll(subjects, gateway, { version: VERSION, ...(ca !== undefined && { ca }) });
    const reports = policies.map((policy) => reportOf(policy, wire, Date.now(), only));
    io.out(output === 'json' ? `${JSON.stringify({ policies: reports }, null, 2)}\n` : probeText(reports));
    return allPassed(reports) && broken.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.err(`${error.message}\n`);
    return 2;
  }
}

/** One host after the other, so that the gateway meets one connection at a time. */
async function probeAll(
  subjects: readonly Subject[],
  gateway: { readonly https: Address; readonly http: Address },
  net: ProbeNet,
): Promise<Wire> {
  const seen = new Map<string, HostObservation>();
  const key = (subject: Subject, host: string): string =>
    JSON.stringify([subject.plan.policy, subject.target, host]);
  for (const subject of subjects) {
    for (const host of subject.hosts.length > 0 ? subject.hosts : ['']) {
      const request = requestFor(subject, host, gateway);
      if (request) seen.set(key(subject, host), await probeHost(request, net));
    }
  }
  return (subject, host) => seen.get(key(subject, host));
}

async function readCa(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--ca: ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
