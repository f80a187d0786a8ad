import winston from 'winston';
import type { LogFields, Logger } from './kube/logger.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LoggingOptions {
  readonly level: LogLevel;
  /** Default: standard output. */
  readonly stream?: NodeJS.WritableStream;
  /** On every line, for example the version. */
  readonly fields?: LogFields;
}

/** Longer texts are cut: a log line is for reading, and a flood of bytes is a cost. */
const longestText = 4096;

/** A logger that writes one JSON object a line: `time`, `level`, `message`, then the fields. */
export function createLogger(options: LoggingOptions): Logger {
  const transport =
    options.stream === undefined
      ? new winston.transports.Console({ forceConsole: false })
      : new winston.transports.Stream({ stream: options.stream });
  const logger = winston.createLogger({
    level: options.level,
    format: winston.format.printf((entry) => lineOf(entry)),
    transports: [transport],
  });
  return new WinstonLogger(logger, options.fields ?? {});
}

class WinstonLogger implements Logger {
  readonly #logger: winston.Logger;
  readonly #fields: LogFields;

  constructor(logger: winston.Logger, fields: LogFields) {
    this.#logger = logger;
    this.#fields = fields;
  }

  isDebugEnabled(): boolean {
    return this.#logger.isLevelEnabled('debug');
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  child(fields: LogFields): Logger {
    return new WinstonLogger(this.#logger, { ...this.#fields, ...fields });
  }

  /** winston formats a line before it looks whether anyone wants its level, so that is asked here. */
  #write(level: LogLevel, message: string, fields: LogFields | undefined): void {
    if (!this.#logger.isLevelEnabled(level)) return;
    this.#logger.log({ level, message, fields: { ...this.#fields, ...fields } });
  }
}

/** Time first, so that lines sort; a field never hides `time`, `level` or `message`. */
function lineOf({ level, message, fields }: winston.Logform.TransformableInfo): string {
  const head = { time: new Date().toISOString(), level, message };
  return JSON.stringify({ ...head, ...(fields as LogFields), ...head }, (_key, value: unknown) =>
    plain(value),
  );
}

function plain(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length <= longestText ? value : `${value.slice(0, longestText)}…`;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return value.message;
  return value;
}
