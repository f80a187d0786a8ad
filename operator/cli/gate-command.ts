import { parseArgs } from 'node:util';
import { startGate } from '../gate/gate.ts';
import { describe } from '../kube/errors.ts';
import { stopSignal } from '../kube/shutdown.ts';
import { createLogger, type LogLevel } from '../logging.ts';
import { GATE } from '../plan/gate-plan.ts';
import { VERSION } from '../version.ts';
import { planFile, readPlanFile } from './gate-plan-file.ts';
import { planObject } from './gate-plan-object.ts';
import { type Io, UsageError } from './io.ts';

const HELP = `apipolicy gate: decide on requests for the gateway of one namespace

Usage: apipolicy gate --namespace NAME [options]      in a cluster: follows the ConfigMap ${GATE.planName} there
       apipolicy gate --config FILE [options]         alone: the same ConfigMap from a file, read again when it changes

  --namespace NAME      whose policies these are; with --config it only names counters in a shared store
  --config FILE         YAML or JSON: the ConfigMap, among others as render prints them, or its data alone (an entry may
                        be an object instead of a text)
  --port N              port of decisions (default ${GATE.decisionPort}); N+1 answers refused clients (nginx's error page), N+2 is for the
                        operator and Prometheus: /revisions, /health/<policy>, /metrics, /healthz, /readyz
  --kubeconfig FILE     default: the pod's ServiceAccount, then $KUBECONFIG and ~/.kube/config
  --context NAME        a context of that file
  --log-level LEVEL     error, warn, info (default) or debug; refusals are JSON lines on standard output

The operator makes a gate where a policy needs one: nobody has to run this by hand. To see what it would decide:
  apipolicy gate --config plan.yaml --port 9080 &
  curl -i localhost:9080/v1/orders/page -H 'X-Original-URL: https://api.example.com/orders' \\
    -H 'X-Original-URI: /orders' -H 'X-Original-Method: GET' -H 'X-Forwarded-For: 192.0.2.7'
200 lets the request pass; 401 leads it to the error page, 403 refuses it, 503: something that it needs is away.
`;

const LEVELS: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];
const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Kubernetes gives a pod 30 s between SIGTERM and SIGKILL, and its preStop takes 5 of them. */
const PATIENCE_MS = 15_000;
/** Bytes of the log that may wait for a reader that does not read. */
const MOST_WAITING = 1_048_576;

/** Runs until SIGTERM or Ctrl-C. Exit code 1: it could not start; 2: wrong use. */
export async function runGate(argv: string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      help: { type: 'boolean', short: 'h' },
      namespace: { type: 'string' },
      config: { type: 'string' },
      port: { type: 'string', default: String(GATE.decisionPort) },
      kubeconfig: { type: 'string' },
      context: { type: 'string' },
      'log-level': { type: 'string', default: 'info' },
    },
  });
  if (values.help) {
    io.out(HELP);
    return 0;
  }
  const { config, namespace } = values;
  const level = LEVELS.find((known) => known === values['log-level']);
  if (level === undefined) throw new UsageError(`--log-level must be one of ${LEVELS.join(', ')}`);
  if (namespace !== undefined && !NAMESPACE.test(namespace))
    throw new UsageError(`--namespace: "${namespace}" is no name of a namespace`);
  if (config === undefined && namespace === undefined)
    throw new UsageError('name the policies’ namespace (--namespace), or a file with their plan (--config)');
  const port = portIn(values.port);
  const logger = createLogger({ level, fields: { version: VERSION } });
  const plan = config === undefined ? undefined : await readPlanFile(config);
  const stop = stopSignal({ source: process, logger, force: () => process.exit(1) });
  try {
    const follow =
      config === undefined
        ? await planObject({ ...pick(values), namespace: namespace ?? '', logger })
        : planFile(config, plan ?? { data: {} }, logger);
    const gate = await startGate({
      namespace: namespace ?? plan?.namespace ?? 'default',
      port,
      write: writeBounded,
      warn: (message, fields) => logger.warn(message, fields),
    });
    logger.info('the gate listens', { ...gate.ports });
    await follow((data) => gate.load(data), stop.signal);
    await gate.stop(PATIENCE_MS);
    return 0;
  } catch (error) {
    io.err(`apipolicy gate: ${describe(error)}\n`);
    return 1;
  } finally {
    stop.dispose();
  }
}

function pick({ kubeconfig, context }: { readonly kubeconfig?: string; readonly context?: string }) {
  return { ...(kubeconfig !== undefined && { kubeconfig }), ...(context !== undefined && { context }) };
}

/** False, and nothing written, while too much waits for a reader of standard output. */
function writeBounded(line: string): boolean {
  if (process.stdout.writableLength > MOST_WAITING) return false;
  process.stdout.write(line);
  return true;
}

function portIn(text: string): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && value >= 1 && value <= 65_533) return value;
  throw new UsageError(`--port must be a whole number from 1 to 65533, not "${text}"`);
}
