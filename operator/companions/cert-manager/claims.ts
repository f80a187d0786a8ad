import type { Remark, Shortfall } from '../../plan/outcome.ts';
import { isObjectName } from '../checked.ts';
import type { WantedCertificate } from './certificates-of.ts';
import { issuerText } from './ingress-shim.ts';
import type { SecretWriter } from './writers.ts';

/** Why a certificate is not made, in the words of a status and of lint. */
export interface Refusal {
  readonly shortfalls: readonly Shortfall[];
  readonly remarks: readonly Remark[];
}

/** Secrets of a namespace, each with its one writer. */
export class Claims {
  readonly #others: ReadonlyMap<string, SecretWriter>;
  readonly #made = new Map<string, WantedCertificate>();

  constructor(others: ReadonlyMap<string, SecretWriter>) {
    this.#others = others;
  }

  /** In the order of names. */
  get made(): WantedCertificate[] {
    return [...this.#made.values()].toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  }

  /** Takes a certificate in, unless somebody else writes its Secret. Who asks first has it. */
  claim(wanted: WantedCertificate): Refusal | undefined {
    const secretName = nameOf(wanted);
    if (!isObjectName(secretName)) {
      const message = `no certificate is issued: ${JSON.stringify(secretName.slice(0, 80))} is no name that a Secret could have; shorten the policy's name`;
      return refusal(wanted, 'NotEnforceable', { field: wanted.fields[0] ?? 'spec', message, related: [] });
    }
    const other = this.#others.get(secretName);
    if (other) return writtenBy(wanted, secretName, other);
    const earlier = this.#made.get(secretName);
    if (!earlier) {
      this.#made.set(secretName, wanted);
      return undefined;
    }
    return isSame(earlier, wanted) ? undefined : claimedBy(wanted, secretName, earlier);
  }
}

const SERVER_FIELD = 'spec.tls.certificate';

function writtenBy(wanted: WantedCertificate, secretName: string, other: SecretWriter): Refusal {
  const ours = issuerText(wanted.object.spec.issuerRef);
  const same = other.issuer === ours;
  const effect = same
    ? 'key and duration of the policy have no effect there'
    : `the policy's issuer, ${ours}, does not`;
  const message = `Secret ${secretName} is not written: ${other.who} writes it already, so that ${effect}; ${other.remedy}`;
  const field = wanted.role !== 'server' ? (wanted.fields[0] ?? 'spec') : SERVER_FIELD;
  const at = wanted.role === 'server' && !same ? `${SERVER_FIELD}.issuerRef` : field;
  const severity = same && wanted.role === 'server' ? 'info' : 'warning';
  return refusal(wanted, 'Conflict', { field: at, message, related: [other.related] }, severity);
}

function claimedBy(wanted: WantedCertificate, secretName: string, earlier: WantedCertificate): Refusal {
  const own = earlier.policy === wanted.policy;
  const who = own
    ? `another certificate of this policy`
    : `ApiPolicy ${earlier.policy}, which is older or comes first by name,`;
  const message = `Secret ${secretName} is not written: ${who} issues into it already (${ROLES[earlier.role]}); name another Secret`;
  const related = own ? [] : [`ApiPolicy ${earlier.object.metadata.namespace}/${earlier.policy}`];
  const field = wanted.role === 'server' ? SERVER_FIELD : (wanted.fields[0] ?? 'spec');
  return refusal(wanted, 'Conflict', { field, message, related });
}

const ROLES: Readonly<Record<WantedCertificate['role'], string>> = {
  server: 'what the gateway serves',
  'clients-ca': "the CA of callers' certificates",
  client: "a caller's",
  gateway: 'what the gateway shows to the app',
  service: "the app's",
};

function refusal(
  { fields }: WantedCertificate,
  result: Shortfall['result'],
  { field, message, related }: Pick<Remark, 'field' | 'message'> & { readonly related: readonly string[] },
  severity: Remark['severity'] = 'warning',
): Refusal {
  return {
    shortfalls: fields.map((stated) => ({ field: stated, result, message })),
    remarks: [{ severity, field, rule: 'certificate-of-another', message, related }],
  };
}

/** Two policies that ask for the same are served by one. */
function isSame(one: WantedCertificate, other: WantedCertificate): boolean {
  const key = ({ role, object }: WantedCertificate) => JSON.stringify([role, object.spec]);
  return one.role === 'server' && key(one) === key(other);
}

const nameOf = ({ object }: WantedCertificate): string => object.metadata.name;
