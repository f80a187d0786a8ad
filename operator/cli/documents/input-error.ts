/** Why a file cannot be read, and where in it; lines and columns count from 1. */
export interface Unreadable {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/**
 * Input that cannot be read as Kubernetes objects: a missing file, broken YAML. The message has a line for each,
 * as `policy.yaml:3:5: …`. Exit code 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problems: readonly Unreadable[];

  constructor(problems: readonly Unreadable[]) {
    super(problems.map(word).join('\n'));
    this.problems = problems;
  }
}

const word = ({ file, line, column, message }: Unreadable): string =>
  [file, line, column]
    .filter((part) => part !== undefined)
    .join(':')
    .concat(`: ${message}`);
