/** What is told beside a message: plain data, no secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the runtime writes its log; the program passes one in. */
export interface Logger {
  /** Ask before building costly fields for {@link debug}. */
  isDebugEnabled(): boolean;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger;
}

const nothing = (): void => {};

/** Drops everything. */
export const silentLogger: Logger = {
  isDebugEnabled: () => false,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLogger,
};
