import type { ControllerState, Parser } from './extract.ts';

export interface ErrorPage {
  readonly codes: readonly number[];
  readonly backend: string;
}

/** `annotations/customhttperrors` and `defaultbackend`: one without the other, or a Service that is not there, is no page. */
export function errorPage(parser: Parser, { services }: ControllerState): ErrorPage | undefined {
  const [codes, backend] = [parser.text('custom-http-errors'), parser.text('default-backend')];
  if (codes === undefined || backend === undefined) return undefined;
  if (services && !services.has(`shop/${backend}`))
    throw new Error(`unexpected error reading service ${backend}`);
  return { codes: codes.split(',').map(Number), backend };
}
