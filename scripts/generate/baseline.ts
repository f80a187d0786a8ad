const BEGIN = "# begin: ApiPolicy's spec without targets";
const END = "# end: ApiPolicy's spec without targets";

/** Where the two documents keep the fields: a level of ApiPolicy's spec is two levels deeper below `defaults`. */
const FROM = ' '.repeat(16);
const TO = ' '.repeat(20);

/**
 * The CRD of ClusterApiPolicy with the fields of `spec.defaults` as ApiPolicy has them now, comments included: a CRD
 * cannot refer to another, and two copies written by hand would drift apart.
 *
 * @throws when one of the texts does not have the expected form.
 */
export const fillDefaults = (baseline: string, policy: string): string => {
  const begin = baseline.indexOf(`${TO}${BEGIN}\n`);
  const end = baseline.indexOf(`${TO}${END}\n`);
  if (begin < 0 || end < begin) throw new Error(`expected the lines "${BEGIN}" and "${END}" in the CRD`);
  const head = baseline.slice(0, begin + TO.length + BEGIN.length + 1);
  return head + defaultable(policy) + baseline.slice(end);
};

/** The fields of ApiPolicy's spec that follow its targets. */
const defaultable = (policy: string): string => {
  const spec = policy.indexOf('\n            spec:\n');
  const first = policy.indexOf(`\n${FROM}enforcement:\n`, spec);
  const last = policy.indexOf('\n              x-kubernetes-validations:\n', first);
  if (spec < 0 || first < 0 || last < 0) throw new Error('expected spec, enforcement and rules of spec');
  return policy.slice(first + 1, last + 1).replaceAll(/^(?=.)/gm, TO.slice(FROM.length));
};
