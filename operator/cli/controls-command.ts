import { parseArgs } from 'node:util';
import { catalogueJson, catalogueMarkdown, catalogueTable } from '../compliance/catalogue-output.ts';
import { type Io, UsageError } from './io.ts';

const HELP = `apipolicy controls: print the control catalogue, by which every policy is judged

Usage: apipolicy controls [--output table|json|markdown]

  --output table|json|markdown   table (default): a line a control; markdown is the page docs/controls.md;
                                 json: {"controls": [{id, title, threat, severity, references, appliesWhen, proof}]}

References with "checked": false are named from memory.
`;

const OUTPUTS: Readonly<Record<string, () => string>> = {
  table: catalogueTable,
  json: catalogueJson,
  markdown: catalogueMarkdown,
};

/** Runs `apipolicy controls`; the result is the exit code. @throws UsageError, which the caller words. */
export async function runControls(argv: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', short: 'h' },
      output: { type: 'string', short: 'o', default: 'table' },
    },
  });
  if (values.help) {
    io.out(HELP);
    return 0;
  }
  const print = OUTPUTS[values.output];
  if (!print) throw new UsageError(`--output is table, json or markdown, not "${values.output}"`);
  io.out(print());
  return 0;
}
