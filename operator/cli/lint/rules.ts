import { apiPolicySchema, clusterApiPolicySchema } from '../../api/schema.generated.ts';
import type { StructuralSchema } from '../../api/structural.ts';

/** What a rule of lint is about, for reports that list their rules. One sentence, without markup. */
const MEANINGS: Readonly<Record<string, string>> = {
  // One document by itself.
  'not-an-object': 'A document is no Kubernetes object.',
  'no-kind': 'A document without apiVersion or kind is passed over.',
  'unknown-kind': 'A kind of apipolicy.dev that this version does not have.',
  'duplicate-object': 'Two objects of one name are in the input; the cluster keeps the one applied last.',
  'empty-field': 'A field without a value is dropped by the API server.',
  required: 'A field that must be written is missing.',
  'unknown-field': 'A field that the schema does not have; the API server refuses it or drops it.',
  type: 'A value of another type than the field takes.',
  enum: 'A word that the field does not take.',
  pattern: 'A text with characters or a form that the field does not take.',
  minimum: 'A number below the least that the field takes.',
  maximum: 'A number above the most that the field takes.',
  'min-items': 'An empty list: leave the field out instead.',
  'max-items': 'More entries than the field takes.',
  'min-length': 'A text shorter than the field takes.',
  'max-length': 'A text longer than the field takes.',
  duplicate: 'An entry stands twice in a list of unique entries.',
  schema: 'A value does not fit the schema.',
  value: 'A value that the field does not take.',
  // Policies, targets and baselines together.
  'target-not-found': 'The Ingress that a policy is for is not among the files.',
  'policies-conflict': 'Two policies claim one Ingress; one of them has no effect there.',
  'gateway-not-supported': 'The controller of the target is none that can be programmed.',
  'class-assumed': 'The IngressClass is not among the files; its controller is assumed.',
  'needs-global-setting': "Stated, but only a setting of the controller's own ConfigMap can enforce it.",
  'not-enforceable': 'Stated, but this gateway cannot enforce it.',
  'conflict-with-owner': "Somebody else's value stands in the way of a stated field.",
  pending: 'Stated, and enforced only once something else has happened.',
  'invalid-after-merge': 'A policy with the defaults of its ClusterApiPolicies breaks a rule of the schema.',
  'counted-caller-unknown': 'A limit by caller in a policy by which nobody is known counts by address.',
  'required-caller-unknown':
    'A rule that requires something of callers in a policy by which nobody is known.',
  'required-subject-unknown': 'A rule requires a certificate that mutualTLS.clients.subjects does not name.',
  'no-ca': 'Certificates are to be verified by the CA of an issuer that gives none.',
  'client-ca-missing': "Callers' certificates are asked for, and no CA is named that verifies them.",
  'issue-secret-taken': 'A certificate would be issued into a Secret that is used for something else.',
  'issuance-cluster-issuer': 'mutualTLS names a ClusterIssuer that no ClusterApiPolicy permits.',
  'issuance-common-name': "A certificate's common name may be somebody else's name.",
  'issuance-dns-name': "A certificate's DNS name is not of the namespace and not permitted.",
  'issuance-uri':
    "A certificate's URI is no SPIFFE id of the namespace, or its trust domain is not permitted.",
  // What a policy asks for by itself, taken together.
  'anonymous-everything': 'An entry of anonymous opens the whole API to everybody.',
  'anonymous-needs-certificate':
    'What is open without credentials is still closed to who has no certificate.',
  'certificate-needed-nowhere': 'A certificate may be shown, and nothing needs one.',
  'issued-to-nobody': 'A certificate is issued to a caller whom the subjects do not let in.',
  'shared-authority': 'A CA that signs for every namespace vouches for names of any of them.',
  'login-has-no-claims': 'A rule by claims or scopes is met by tokens alone, and the policy takes none.',
  'match-host-elsewhere': 'A rule names a host that no target of the policy serves, so it never matches.',
  'session-refresh-lost': 'A session of several cookies is lost when it is refreshed.',
  'store-failure-without-store': 'What happens without the store is stated, and no store is named.',
  'namespace-not-found': 'A Namespace is not among the files, so its baselines cannot be told.',
  'requirement-not-met': 'A policy lacks what a ClusterApiPolicy requires.',
  'exception-expired': 'An exception is past its day: the control counts again.',
  'exception-elsewhere': 'An exception for a namespace that its ClusterApiPolicy leaves out has no effect.',
  'ungoverned-ingress': 'An Ingress has no ApiPolicy among the files, where a ClusterApiPolicy asks for one.',
  // What ingress-nginx makes of it.
  'annotation-without-effect': 'An annotation that this version or configuration of the controller ignores.',
  'broken-address-list': 'A list of addresses that the controller cannot read.',
  'burst-rounded': 'The burst is a whole multiple of the limit, so it comes out smaller than stated.',
  'cors-is-advice': 'CORS tells browsers what pages may read; the request itself reaches the service.',
  'foreign-exemption': "Somebody else's list of exempt addresses empties a stated limit.",
  'forged-address': 'The controller trusts forwarded headers from anyone, so callers choose their address.',
  'host-without-certificate':
    'A host is in no entry of spec.tls, so https shows a certificate of another name.',
  'headers-at-next-reload':
    'This version of the controller sets new headers only once something else makes it reload.',
  'limit-status-code': 'A refused request gets 503, as if the service were down, not 429.',
  'redirect-exempted': 'Something exempts paths or the host from the redirect to https.',
  'redirect-impossible': 'The redirect to https cannot work as the host is configured.',
  // What a policy asks of the gate.
  'direct-form': "The error page is somebody else's, so refusals by the gate reach the caller as 401 or 403.",
  'gate-bent': 'A value on the target takes the question to the gate away, or changes its answer.',
  'gate-bypassed': 'A setting of the controller lets requests past the gate.',
  'gate-not-asked': 'A path of the target is one that the controller exempts from every login.',
  'identity-forgeable': 'Callers can send headers that some frameworks take for the identity headers.',
  'plan-too-large': 'The policies of a namespace are more than its gate can be told.',
  // What keeps a login from ending.
  'login-without-host': 'A login is for hosts, and the target serves requests of any.',
  'login-outside-cookie-domain': 'A host outside the cookie domain never gets its session back.',
  'login-without-tls': 'The session is for https alone, and a host has no certificate.',
  'login-over-plaintext': 'The session is for https alone, and http is served as well.',
  'login-path-governed': 'The path of the login itself belongs to an API, so it never ends.',
  // Other Ingresses of the host, and what others wrote on the target.
  'acme-path': 'A path of the target below the ACME path escapes the redirect to https.',
  'alias-ignored': 'The controller drops a server-alias of the target, so the policy is not in force on it.',
  'backend-elsewhere':
    'A Service of the target is a DNS name outside: requests leave for whatever that stands for.',
  'backend-connections-shared': 'Another Ingress opens connections to the app without verifying it.',
  'backend-certificates-catch-neighbour': "What verifies the app verifies another Ingress's app, too.",
  'canary-of-another-namespace': 'A canary of another namespace gets a share of the requests.',
  'certificate-of-another': 'Somebody else writes the Secret that a certificate is to be issued into.',
  'certificate-of-neighbour': "Another Ingress's certificate may be served for the host.",
  'ciphers-of-neighbour': 'Another Ingress sets the TLS ciphers of the whole host.',
  'client-certificates-catch-neighbour':
    'Certificates are asked for on the whole host, from callers of another Ingress too.',
  'client-certificates-of-neighbour': 'Another Ingress rules client certificates on the whole host.',
  'client-certificates-on-default-server':
    'Certificates are asked for on a rule without a host, which is the default server of the gateway.',
  'default-backend-of-neighbour': 'Paths that no Ingress names go to a backend without any policy.',
  'host-taken-from-wildcard': "A host below the target's wildcard is served without any policy.",
  'ingress-refused': 'An annotation makes the controller pass over the whole Ingress.',
  'name-checked-on-http':
    'A check of certificate names refuses everything on port 80, the redirect included.',
  'nothing-issued': 'Certificates are asked for where no issuer is named.',
  'path-taken': 'Another Ingress has the same path, and the older one serves it.',
  'redirect-before-protection': 'A redirect is answered before limits and address lists are looked at.',
  'regex-neighbour': 'Another Ingress turns every path of the host into a pattern.',
  'satisfy-any': 'One of address list and login is enough, where both are wanted.',
  'server-snippet-of-neighbour': "Another Ingress's nginx configuration is in force on the whole host.",
  'ssl-passthrough': 'TLS goes past the gateway to the service, and with it past every protection.',
  'twin-path': 'An Ingress without policy asks for the same path and has it once the target is made anew.',
  'ungoverned-path': 'A path of the host is served without any policy.',
  'value-not-taken': 'A value that the controller does not take switches the feature off or widens it.',
  snippet: 'A snippet on the Ingress can undo any protection.',
};

let advice: ReadonlyMap<string, string> | undefined;

/** What a rule is about: its sentence, or the message of the CRD's rule of that name. Absent for an unknown rule. */
export const meaningOf = (rule: string): string | undefined => {
  advice ??= new Map([...rulesBelow(apiPolicySchema), ...rulesBelow(clusterApiPolicySchema)]);
  return MEANINGS[rule] ?? advice.get(rule);
};

function* rulesBelow(schema: StructuralSchema): Generator<readonly [string, string]> {
  for (const { id, message } of schema['x-kubernetes-validations'] ?? []) {
    yield [id, `${message.charAt(0).toUpperCase()}${message.slice(1)}.`];
  }
  for (const child of Object.values(schema.properties ?? {})) yield* rulesBelow(child);
  if (schema.items) yield* rulesBelow(schema.items);
  if (schema.additionalProperties) yield* rulesBelow(schema.additionalProperties);
}
