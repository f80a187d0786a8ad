import { readFileSync } from 'node:fs';
import type { Cluster } from './cluster.ts';
import { CookieJar } from './cookie-jar.ts';
import type { GatewayRequest, GatewayResponse } from './gateway-client.ts';

/** An answer, and the URL that gave it. */
export interface WebAnswer extends GatewayResponse {
  url: string;
}

type WebRequest = Omit<GatewayRequest, 'host' | 'path' | 'scheme' | 'tls'>;

/** What a browser says when its user opens a page. */
const navigation = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
};

/**
 * A browser without a screen: it reaches every host through the cluster's gateway, checks certificates against the
 * gateway's CA, keeps cookies and follows redirects. It runs no scripts.
 */
export class WebClient {
  readonly cookies = new CookieJar();
  /** All answers so far, the oldest first. */
  readonly trail: WebAnswer[] = [];
  readonly #gateway: Cluster['gateway'];
  readonly #ca: string;

  constructor({ gateway }: Pick<Cluster, 'gateway'>) {
    this.#gateway = gateway;
    this.#ca = readFileSync(gateway.caFile, 'utf8');
  }

  /** One request with the cookies for that URL, no redirect followed: as a page's script asks its API. */
  async request(address: string | URL, request: WebRequest = {}): Promise<WebAnswer> {
    const url = new URL(address);
    const cookie = this.cookies.header(url);
    const https = url.protocol === 'https:';
    const answer = await this.#gateway.request({
      ...request,
      host: url.host,
      path: `${url.pathname}${url.search}`,
      scheme: https ? 'https' : 'http',
      ...(https ? { tls: { ca: this.#ca } } : {}),
      headers: { ...(cookie === undefined ? {} : { cookie }), ...request.headers },
    });
    this.cookies.take(url, answer.headers['set-cookie']);
    const seen = { ...answer, url: url.href };
    this.trail.push(seen);
    return seen;
  }

  /** Opens a page as a user does: redirects are followed, at most 20. */
  async open(address: string | URL, request: WebRequest = {}): Promise<WebAnswer> {
    let answer = await this.request(address, { ...request, headers: { ...navigation, ...request.headers } });
    for (let hop = 0; hop < 20; hop++) {
      const { location } = answer.headers;
      if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
      answer = await this.request(new URL(location, answer.url), { headers: navigation });
    }
    throw new Error(`more than 20 redirects:\n${this.#story()}`);
  }

  /** Fills in the form of a page, with all that it hides, and sends it. */
  submit(page: WebAnswer, fields: Readonly<Record<string, string>>): Promise<WebAnswer> {
    const form = /<form[^>]*>/.exec(page.body)?.[0];
    if (form === undefined) {
      throw new Error(`${page.url} answered ${page.status} without a form:\n${page.body}\n${this.#story()}`);
    }
    const action = plain(/\baction="([^"]*)"/.exec(form)?.[1] ?? '');
    const hidden = [...page.body.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([input]) => [
      plain(/\bname="([^"]*)"/.exec(input)?.[1] ?? ''),
      plain(/\bvalue="([^"]*)"/.exec(input)?.[1] ?? ''),
    ]);
    return this.open(new URL(action, page.url), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ ...Object.fromEntries(hidden), ...fields }).toString(),
    });
  }

  /**
   * Opens a page that asks for a login, logs in, and returns what stands at the end. Where the provider remembers this
   * client, no form comes and none is filled in.
   */
  async logIn(address: string | URL, user: string, password: string): Promise<WebAnswer> {
    const page = await this.open(address);
    return page.body.includes('name="password"') ? this.submit(page, { user, password }) : page;
  }

  #story(): string {
    return this.trail
      .map(({ status, url, headers }) => `${status} ${url} → ${headers.location ?? ''}`)
      .join('\n');
  }
}

const plain = (attribute: string): string =>
  attribute
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
