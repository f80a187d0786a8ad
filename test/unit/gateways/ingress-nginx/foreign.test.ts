import { describe, expect, it } from 'vitest';
import type { ApiPolicySpec } from '../../../../operator/api/types.generated.ts';
import type { ForeignVerdict } from '../../../../operator/gateways/gateway.ts';
import { ingressNginx } from '../../../../operator/gateways/ingress-nginx/ingress-nginx.ts';
import { lowered } from './lower.ts';

const PREFIX = 'nginx.ingress.kubernetes.io/';
const rate = (requests: number, burst?: number): Partial<ApiPolicySpec> => ({
  rateLimit: {
    rules: [
      { name: 'r', requests, per: 'Second', by: 'ClientAddress', ...(burst !== undefined && { burst }) },
    ],
  },
});
const body: Partial<ApiPolicySpec> = { validation: { maxBodySize: '1Mi' } };
const redirect: Partial<ApiPolicySpec> = { tls: {} };
const waf: Partial<ApiPolicySpec> = { validation: { waf: { mode: 'Detect' } } };
const timeout: Partial<ApiPolicySpec> = { timeouts: { read: '60s' } };
const allowed: Partial<ApiPolicySpec> = { network: { allowedCIDRs: ['198.51.100.0/24', '203.0.113.0/28'] } };
const denied: Partial<ApiPolicySpec> = { network: { deniedCIDRs: ['198.51.100.66/32'] } };
const exempt: Partial<ApiPolicySpec> = { rateLimit: { exemptCIDRs: ['198.51.100.0/24'] } };
const cors: Partial<ApiPolicySpec> = {
  exposure: { cors: { allowOrigins: ['https://a.example', 'https://b.example'] } },
};
const SAME_CORS = {
  'enable-cors': 'true',
  'cors-allow-origin': 'https://b.example, https://a.example',
  'cors-allow-methods': 'GET, HEAD, POST',
  'cors-allow-headers': 'content-type',
  'cors-allow-credentials': 'false',
  'cors-max-age': '600',
};

function judge(spec: Partial<ApiPolicySpec>, foreign: Record<string, string>) {
  const [group] = lowered(spec).groups;
  if (!group) throw new Error('the policy writes nothing');
  const full = Object.fromEntries(Object.entries(foreign).map(([name, value]) => [PREFIX + name, value]));
  return { verdict: ingressNginx.judgeForeign(group, full), why: ingressNginx.explainForeign(group, full) };
}

describe('somebody else’s values', () => {
  it.each<[string, Partial<ApiPolicySpec>, Record<string, string>, ForeignVerdict]>([
    ['the same limit', rate(20, 40), { 'limit-rps': '20' }, 'equal'],
    [
      'a lower limit with a multiplier',
      rate(20, 40),
      { 'limit-rps': '10', 'limit-burst-multiplier': '1' },
      'meets',
    ],
    ['a lower limit with the default burst of five', rate(20, 100), { 'limit-rps': '10' }, 'meets'],
    ['a lower limit, but a larger burst by default', rate(20, 40), { 'limit-rps': '10' }, 'conflicts'],
    ['a higher limit', rate(20, 40), { 'limit-rps': '100' }, 'conflicts'],
    ['a limit of 0 is none', rate(20), { 'limit-rps': '0' }, 'conflicts'],
    ['a limit that is no number', rate(20), { 'limit-rps': '10x' }, 'conflicts'],
    ['a limit of another kind, whose burst we would change', rate(20), { 'limit-rpm': '60' }, 'conflicts'],
    ['a multiplier alone', rate(20), { 'limit-burst-multiplier': '3' }, 'conflicts'],
    ['a smaller body', body, { 'proxy-body-size': '512k' }, 'meets'],
    ['the same body in another unit', body, { 'proxy-body-size': '1024K' }, 'meets'],
    ['a larger body', body, { 'proxy-body-size': '8m' }, 'conflicts'],
    ['a body without limit', body, { 'proxy-body-size': '0' }, 'conflicts'],
    ['a size that the controller does not take', body, { 'proxy-body-size': '512Ki' }, 'conflicts'],
    ['a redirect', redirect, { 'force-ssl-redirect': 'true' }, 'equal'],
    ['a redirect, spelt otherwise', redirect, { 'force-ssl-redirect': 'True' }, 'meets'],
    ['the weaker redirect beside ours', redirect, { 'ssl-redirect': 'true' }, 'compatible'],
    ['and switched off: ours wins in the controller', redirect, { 'ssl-redirect': 'false' }, 'compatible'],
    ['no redirect', redirect, { 'force-ssl-redirect': 'false' }, 'conflicts'],
    ['a boolean that is none', redirect, { 'force-ssl-redirect': 'on' }, 'conflicts'],
    ['connections, fewer', { rateLimit: { connections: 50 } }, { 'limit-connections': '10' }, 'meets'],
    ['connections, more', { rateLimit: { connections: 50 } }, { 'limit-connections': '51' }, 'conflicts'],
    ['half of the WAF', waf, { 'enable-modsecurity': 'true' }, 'equal'],
    ['the WAF, spelt otherwise', waf, { 'enable-modsecurity': '1', 'enable-owasp-core-rules': 't' }, 'meets'],
    ['a WAF that is not on', waf, { 'enable-modsecurity': 'on' }, 'conflicts'],
    ['the same timeout', timeout, { 'proxy-read-timeout': '60' }, 'equal'],
    ['a shorter timeout: no order is defined', timeout, { 'proxy-read-timeout': '30' }, 'conflicts'],
    ['a timeout with a unit', timeout, { 'proxy-read-timeout': '60s' }, 'conflicts'],
    ['fewer networks let in', allowed, { 'allowlist-source-range': '198.51.100.0/25' }, 'meets'],
    [
      'the same by the older name',
      allowed,
      { 'whitelist-source-range': '203.0.113.0/28, 198.51.100.0/24' },
      'meets',
    ],
    ['more networks let in', allowed, { 'whitelist-source-range': '198.51.100.0/23' }, 'conflicts'],
    [
      'the newer name beats the older',
      allowed,
      { 'whitelist-source-range': '198.51.100.0/25', 'allowlist-source-range': '0.0.0.0/0' },
      'conflicts',
    ],
    [
      'a list with a comma missing',
      allowed,
      { 'whitelist-source-range': '198.51.100.0/24\n203.0.113.0/28' },
      'conflicts',
    ],
    [
      'an empty list, which the controller answers with 503',
      allowed,
      { 'allowlist-source-range': '' },
      'conflicts',
    ],
    ['more networks refused', denied, { 'denylist-source-range': '198.51.100.0/24,192.0.2.1' }, 'meets'],
    ['others refused', denied, { 'denylist-source-range': '192.0.2.1' }, 'conflicts'],
    ['the same exemptions by the older name', exempt, { 'limit-whitelist': '198.51.100.0/24' }, 'meets'],
    ['other exemptions', exempt, { 'limit-allowlist': '198.51.100.0/25' }, 'conflicts'],
    ['the same CORS, written otherwise', cors, SAME_CORS, 'meets'],
    [
      'CORS that leaves the credentials to the default',
      cors,
      { ...SAME_CORS, 'cors-allow-credentials': '' },
      'conflicts',
    ],
    ['any origin', cors, { ...SAME_CORS, 'cors-allow-origin': '*' }, 'conflicts'],
    [
      'a header exposed that the policy does not',
      cors,
      { ...SAME_CORS, 'cors-expose-headers': 'x-a' },
      'conflicts',
    ],
    ['CORS off', cors, { 'enable-cors': 'false' }, 'conflicts'],
  ])('%s', (_, spec, foreign, verdict) => {
    expect(judge(spec, foreign).verdict).toBe(verdict);
  });

  it.each<[Partial<ApiPolicySpec>, Record<string, string>, string]>([
    [rate(20, 40), { 'limit-rps': '100' }, 'weaker than the policy: 100 against 20 a second'],
    [rate(20, 40), { 'limit-rps': '10' }, 'weaker than the policy: a burst of 50 against 40'],
    [rate(20), { 'limit-rps': '10x' }, 'no whole number'],
    [rate(20), { 'limit-rpm': '60' }, '60 a minute is not what the policy counts by'],
    [body, { 'proxy-body-size': '0' }, 'weaker than the policy: unlimited against 1 MiB'],
    [body, { 'proxy-body-size': '8m' }, 'weaker than the policy: 8 MiB against 1 MiB'],
    [body, { 'proxy-body-size': '1Mi' }, '"1Mi" is no size that the controller takes'],
    [redirect, { 'force-ssl-redirect': 'false' }, 'http is not redirected'],
    [redirect, { 'force-ssl-redirect': 'on' }, '"on" is no boolean'],
    [waf, { 'enable-modsecurity': 'false' }, 'enable-modsecurity is off'],
    [timeout, { 'proxy-read-timeout': '30' }, '30 against 60 seconds'],
    [timeout, { 'proxy-read-timeout': '60s' }, '"60s" is no whole number of seconds'],
    [allowed, { 'whitelist-source-range': '0.0.0.0/0' }, 'it lets in 0.0.0.0/0'],
    [allowed, { 'whitelist-source-range': 'x' }, '503 to everybody'],
    [denied, { 'denylist-source-range': '192.0.2.1' }, 'it does not refuse 198.51.100.66/32'],
  ])('%j beside %j is explained', (spec, foreign, text) => {
    expect(judge(spec, foreign).why).toContain(text);
  });
});
