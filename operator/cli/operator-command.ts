import { parseArgs } from 'node:util';
import { loadConfig } from '../config.ts';
import { ConfigError } from '../config-fields.ts';
import { aborted } from '../kube/abort.ts';
import { describe } from '../kube/errors.ts';
import { stopSignal } from '../kube/shutdown.ts';
import { createLogger, type LogLevel } from '../logging.ts';
import { startOperator } from '../main.ts';
import { VERSION } from '../version.ts';
import { type Io, UsageError } from './io.ts';

const HELP = `apipolicy operator: watch ApiPolicies and keep their protection on the gateway

Usage: apipolicy operator [options]

  --kubeconfig FILE     default: $KUBECONFIG, ~/.kube/config, then the pod's ServiceAccount
  --context NAME        a context of that file
  --config FILE         YAML, as the chart writes it. gateways: [{class, namespace, configMap, deployment, address}], where
                        each gateway keeps its own configuration; without it, what only that configuration can do is
                        NeedsGlobalSetting. companions: {gateImage, oauth2ProxyImage, gatewayFrom, clusterDomain, …},
                        what gates and logins are made of
  --metrics-port PORT   Prometheus metrics on /metrics (default 8080; 0: none)
  --health-port PORT    /healthz and /readyz (default 8081; 0: none)
  --leader-elect        of several replicas let one reconcile, by a Lease; it ends with exit code 1 when it loses it
  --leader-elect-namespace NAME
                        where the Lease apipolicy-operator is kept (default: the pod's or the context's namespace)
  --probe-ca FILE       PEM: a CA that gateways' certificates may be of, trusted by probes beside the system's roots; read
                        again when it changes
  --least-overlap-seconds N
                        seconds, 10 to 86400, that the old CA of a policy stays trusted at least, once every certificate is
                        issued by the new one (default 300)
  --workers N           policies reconciled at the same time (default 16)
  --log-level LEVEL     error, warn, info (default) or debug; JSON lines on standard output

From a clone, against your own cluster (the CRD must be installed: kubectl apply --server-side -f crds/):
  KUBECONFIG=~/.kube/config npx apipolicy operator
`;

const LEVELS: readonly string[] = ['error', 'warn', 'info', 'debug'];

/** Runs until SIGTERM or Ctrl-C. Exit code 1: it could not start, or leads no longer; 2: wrong use. */
export async function runOperator(argv: string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      help: { type: 'boolean', short: 'h' },
      kubeconfig: { type: 'string' },
      context: { type: 'string' },
      config: { type: 'string' },
      'metrics-port': { type: 'string', default: '8080' },
      'health-port': { type: 'string', default: '8081' },
      'leader-elect': { type: 'boolean', default: false },
      'leader-elect-namespace': { type: 'string' },
      'probe-ca': { type: 'string' },
      'least-overlap-seconds': { type: 'string', default: '300' },
      workers: { type: 'string', default: '16' },
      'log-level': { type: 'string', default: 'info' },
    },
  });
  if (values.help) {
    io.out(HELP);
    return 0;
  }
  const level = values['log-level'];
  if (!LEVELS.includes(level))
    throw new UsageError(`--log-level must be one of ${LEVELS.join(', ')}, not "${level}"`);
  const metricsPort = integer('metrics-port', values['metrics-port'], 0, 65535);
  const healthPort = integer('health-port', values['health-port'], 0, 65535);
  const leastOverlap = integer('least-overlap-seconds', values['least-overlap-seconds'], 10, 86_400);
  const workers = integer('workers', values.workers, 1, 1000);
  const leaseNamespace = values['leader-elect-namespace'];
  const logger = createLogger({ level: level as LogLevel, fields: { version: VERSION } });
  try {
    const config =
      values.config === undefined ? { gateways: [], companions: {} } : await loadConfig(values.config);
    const operator = await startOperator({
      ...(values.kubeconfig !== undefined && { kubeconfig: values.kubeconfig }),
      ...(values.context !== undefined && { context: values.context }),
      ...(metricsPort > 0 && { metricsPort }),
      ...(healthPort > 0 && { healthPort }),
      ...(values['leader-elect'] && {
        election: { ...(leaseNamespace !== undefined && { namespace: leaseNamespace }) },
      }),
      ...(values['probe-ca'] !== undefined && { probeCa: values['probe-ca'] }),
      leastOverlapMs: leastOverlap * 1_000,
      gateways: config.gateways,
      companions: config.companions,
      logger,
      workers,
    });
    const stop = stopSignal({ source: process, logger, force: () => process.exit(1) });
    const end = await Promise.race([
      aborted(stop.signal).then(() => 'asked to' as const),
      operator.deposed.then(() => 'deposed' as const),
    ]);
    await operator.stop();
    stop.dispose();
    return end === 'deposed' ? 1 : 0;
  } catch (error) {
    io.err(`apipolicy operator: ${describe(error)}\n`);
    return error instanceof ConfigError ? 2 : 1;
  }
}

function integer(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}, not "${text}"`);
}
