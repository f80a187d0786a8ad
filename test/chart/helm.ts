import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { binary } from '../cluster/binaries.ts';

export const CHART = fileURLToPath(new URL('../../charts/apipolicy', import.meta.url));

export interface HelmResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Helm; a failure is a result, not an exception. */
export async function helm(...args: readonly string[]): Promise<HelmResult> {
  const command = await binary('helm');
  return new Promise((resolve) => {
    execFile(command, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, stdout, stderr });
    });
  });
}

/** What `helm template` writes for some values: `--set` settings, or a file's path. */
export async function template(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await helm(
    'template',
    'test',
    CHART,
    '--namespace',
    'apipolicy-system',
    ...args,
  );
  if (code !== 0) throw new Error(`helm template ${args.join(' ')} failed: ${stderr}`);
  return stdout;
}

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** As much of a rendered object as the tests look at. */
export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly rules?: readonly Rule[];
  readonly spec?: unknown;
  readonly data?: Readonly<Record<string, string>>;
}

/** The objects of a YAML stream. */
export function objects(stream: string): Rendered[] {
  return parseAllDocuments(stream)
    .map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return document.toJS() as Rendered | null;
    })
    .filter((object) => object !== null);
}
