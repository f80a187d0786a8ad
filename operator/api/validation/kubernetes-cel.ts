import { Environment } from '@marcbachmann/cel-js';
import { Cidr, IpAddress } from './addresses.ts';
import { Quantity } from './quantity.ts';

/**
 * CEL with the functions of Kubernetes' own libraries that the CRD's rules use, no more
 * (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-cel-libraries). A rule that uses another one fails to
 * parse in the unit tests, which is the moment to add it.
 */
export const kubernetesCel = (): Environment => {
  // `self` is dyn here, so a list of it and a text counts as mixed; the API server checks the types of the rules.
  const environment = new Environment({ homogeneousAggregateLiterals: false }).registerVariable(
    'self',
    'dyn',
  );
  environment
    .registerType('IP', IpAddress)
    .registerType('CIDR', Cidr)
    .registerType('Quantity', Quantity)
    .registerFunction('isIP(string): bool', (text: string) => IpAddress.parse(text) !== undefined)
    .registerFunction('ip(string): IP', (text: string) => known(IpAddress.parse(text), text))
    .registerFunction('string(IP): string', String)
    .registerFunction('IP.family(): int', (address: IpAddress) => BigInt(address.family))
    .registerFunction('isCIDR(string): bool', (text: string) => Cidr.parse(text) !== undefined)
    .registerFunction('cidr(string): CIDR', (text: string) => known(Cidr.parse(text), text))
    .registerFunction('string(CIDR): string', String)
    .registerFunction('CIDR.ip(): IP', (cidr: Cidr) => cidr.address)
    .registerFunction('CIDR.masked(): CIDR', (cidr: Cidr) => cidr.masked())
    .registerOperator('CIDR == CIDR', (a: Cidr, b: Cidr) => a.equals(b))
    .registerFunction('quantity(string): Quantity', (text: string) => known(Quantity.parse(text), text))
    .registerFunction('Quantity.compareTo(Quantity): int', (a: Quantity, b: Quantity) =>
      BigInt(a.compareTo(b)),
    )
    .registerFunction('string.format(list): string', format);
  return environment;
};

const known = <T>(value: T | undefined, text: string): T => {
  if (value === undefined) throw new RangeError(`cannot be read: ${JSON.stringify(text)}`);
  return value;
};

/** The `%s` of CEL's format; the rules use no other verb. */
const format = (template: string, values: readonly unknown[]): string => {
  let next = 0;
  return template.replaceAll('%s', () => String(values[next++]));
};
