import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type Provider from 'oidc-provider';
import { loginPage } from './pages.ts';
import type { User } from './settings.ts';

/** Shows the login form, and finishes the login when it comes back with a user's name and password. */
export async function serveLogin(
  provider: Provider,
  users: readonly User[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const action = request.url ?? '/';
  const show = (status: number, wrong?: string): void => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(loginPage(action, wrong));
  };
  if (request.method !== 'POST') return show(200);
  const form = new URLSearchParams(await text(request));
  const user = users.find(
    ({ name, password }) => name === form.get('user') && password === form.get('password'),
  );
  if (user === undefined) return show(401, 'No user has that name and password.');
  const result = { login: { accountId: user.name } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}
