import { VERSION } from '../version.ts';
import { type Io, processIo, UsageError } from './io.ts';

const HELP = `apipolicy ${VERSION}: one ApiPolicy, enforced on the gateway that you already run

Usage: apipolicy <command> [options] [FILE…]

Commands
  render     print what the operator would apply for the policies in FILEs
  lint       check policies, and what they mean for the Ingresses among FILEs
  controls   print the control catalogue
  probe      ask a gateway what the policies in FILEs are worth on the wire
  operator   run the operator against a cluster
  gate       decide on requests for the gateway of one namespace (the operator starts it)

FILE is a YAML or JSON file, a directory, or - for standard input.

  apipolicy lint examples/quickstart
  helm template my-app | apipolicy lint -
  apipolicy render policy.yaml ingress.yaml | kubectl diff --server-side --field-manager=apipolicy -f -

Exit codes: 0 all is well; 1 there are errors in the input's content; 2 wrong use, or unreadable input.
apipolicy <command> --help tells more.
`;

/** Each command is loaded when it is asked for, so that `lint` does not pay for the operator's libraries. */
const COMMANDS: Readonly<Record<string, () => Promise<(argv: string[], io: Io) => Promise<number>>>> = {
  render: async () => (await import('./render-command.ts')).runRender,
  lint: async () => (await import('./lint/command.ts')).runLint,
  controls: async () => (await import('./controls-command.ts')).runControls,
  probe: async () => (await import('./probe-command.ts')).runProbe,
  operator: async () => (await import('./operator-command.ts')).runOperator,
  gate: async () => (await import('./gate-command.ts')).runGate,
};

/** Runs the command line; the result is the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    io.err(HELP);
    return 2;
  }
  if (['--help', '-h', 'help'].includes(name)) {
    io.out(HELP);
    return 0;
  }
  if (name === '--version' || name === '-v' || name === 'version') {
    io.out(`${VERSION}\n`);
    return 0;
  }
  const load = COMMANDS[name];
  if (!load) {
    io.err(`apipolicy: there is no command "${name}"; commands: ${Object.keys(COMMANDS).join(', ')}\n`);
    return 2;
  }
  try {
    const command = await load();
    return await command(rest, io);
  } catch (error) {
    if (!(error instanceof UsageError) && !isArgumentError(error)) throw error;
    io.err(`apipolicy ${name}: ${error.message}\nTry: apipolicy ${name} --help\n`);
    return 2;
  }
}

/** What node:util's parseArgs throws. */
const isArgumentError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

// `node operator/cli/main.ts` and the bundle run it; a test imports it.
if (import.meta.main) process.exitCode = await run(process.argv.slice(2), processIo);
