/** What this program uses of the package, which has no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  export interface Context {
    body: unknown;
    type: string;
    oidc: {
      client: { clientId: string; grantTypeAllowed(type: string): boolean };
      session: { accountId: string };
      params: { scope?: string; resource?: string | string[] };
      provider: Provider;
    };
  }

  export interface Token {
    kind: string;
    clientId: string;
    accountId?: string;
  }

  export const errors: { InvalidTarget: new (description: string) => Error };

  export default class Provider {
    constructor(issuer: string, configuration: object);
    /** Whether `X-Forwarded-*` are believed. */
    proxy: boolean;
    Grant: new (of: {
      clientId: string;
      accountId: string;
    }) => Grant;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: object,
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
  }
}
