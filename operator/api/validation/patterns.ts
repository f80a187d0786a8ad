const NAME = 'small letters, digits and "-"';

/** What to write, by the pattern that was not met. A test holds that every pattern of the CRD's spec has an entry. */
const ADVICE: Readonly<Record<string, string>> = {
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$': `write ${NAME}, with a letter or digit at both ends, as per-address`,
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$': `write the name of a Kubernetes object: ${NAME}, also in parts joined by ".", as orders`,
  '^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$':
    'write the value of a label: letters, digits, "-", "_" and ".", with a letter or digit at both ends',
  '^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$':
    'write the key of a label: tier or example.com/tier',
  '^[A-Za-z0-9_-]+$': 'write the name of a header: letters, digits, "-" and "_", as X-Request-Id',
  '^[!#%-\\[\\]-_a-z|~]([ !#%-\\[\\]-_a-z|~]*[!#%-\\[\\]-_a-z|~])?$':
    'write printable ASCII without $ " \\ ` { } and without a blank at either end, as no-store',
  '^[0-9A-Fa-f:./]+$': 'write a network as 192.0.2.0/24 or 2001:db8::/32',
  '^[0-9hms]+$': 'write whole seconds from 1s to 24h, as 5s, 1m or 1h30m',
  '^[0-9A-Za-z.+-]+$': 'write a size from 1 byte to 8Gi, as 1Mi',
  '^[0-9-]+$': 'write a day of the calendar as 2027-01-31',
  '^[^\\x00-\\x1f\\x7f]+$': 'write one line of text, without control characters',
  '^/[!-~]*$': 'write a path that begins with "/", of printable ASCII, decoded, as /orders',
  '^[!-~]+$': 'write an absolute https URL, as https://id.example.com/realms/shop',
  '^[!#%-\\[\\]-_a-z|~]+$': 'write printable ASCII without blanks and without $ " \\ ` { }, as orders-api',
  '^[A-Za-z0-9_.:/@#-]+$': 'write the name of a claim: letters, digits and _ . : / @ # -, as tenant',
  '^[^\\x00-\\x1f\\x7f,]+$': 'write the name of one group: a line of text without a comma, as staff',
  '^[A-Za-z0-9!#%&*+/=?^_.~-]+@[A-Za-z0-9.-]+$': 'write an e-mail address, as ada@example.com',
  '^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$':
    'write a host in small letters, without scheme and port, as api.example.com or *.example.com',
  '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+$':
    'write a domain of at least two parts in small letters, without a dot before it, as example.com',
  '^\\.?[A-Za-z0-9_-][-._A-Za-z0-9]*$':
    'write the name of an entry: letters, digits, "-", "_" and ".", as password',
  '^[A-Za-z0-9.:-]+$': 'write host and port, as redis.shop.svc:6379',
  '^[A-Za-z0-9-]+$': 'write the name of a header: letters, digits and "-", as X-API-Key',
  '^[a-z0-9][a-z0-9!#&^_.+-]*/[a-z0-9][a-z0-9!#&^_.+-]*$':
    'write a media type in small letters without parameters, as application/json',
  '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$':
    'write a DNS name in small letters, without scheme, port and "*", as orders.shop.svc',
  '^[a-z0-9._-]+$': 'write a trust domain in small letters, without scheme and path, as example.com',
  '^[A-Za-z0-9:/._-]+$': 'write a SPIFFE id, as spiffe://example.com/ns/shop/sa/billing',
  '^[a-z][a-z0-9+.-]*:[!#-\\[\\]-~]+$':
    'write a URI with its scheme, as spiffe://example.com/ns/shop/sa/billing',
  '^[A-Za-z0-9:/.*_-]+$': 'write an origin as https://app.example.com',
};

/** The advice for a pattern; a pattern without one is shown as it is. */
export const patternAdvice = (pattern: string | undefined): string =>
  ADVICE[pattern ?? ''] ?? `it must match ${pattern}`;
