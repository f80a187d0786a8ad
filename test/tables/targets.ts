import { bad, bare, fault, good, type Sample, whole } from './sample.ts';

const ref = (name: string): string => `{group: networking.k8s.io, kind: Ingress, name: ${name}}`;
const select = (rest: string): string =>
  `targetSelectors: [{group: networking.k8s.io, kind: Ingress, ${rest}}]`;
const many = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(', ');

export const targetSamples: readonly Sample[] = [
  good('one target', `targetRefs: [${ref('orders')}]`),
  good('sixteen targets', `targetRefs: [${many(16, (index) => ref(`orders-${index}`))}]`),
  good('a target whose name has dots', `targetRefs: [${ref('orders.v2.api')}]`),
  good('labels', select('matchLabels: {tier: public, app.kubernetes.io/name: shop}')),
  good('an empty matchLabels: every Ingress', select('matchLabels: {}')),
  good('a label with an empty value', select('matchLabels: {tier: ""}')),
  good('expressions', select('matchExpressions: [{key: tier, operator: In, values: [a, b]}]')),
  good(
    'labels and expressions',
    select('matchLabels: {a: b}, matchExpressions: [{key: c, operator: Exists}]'),
  ),
  good('enforcement Audit', 'enforcement: Audit'),

  bare('no target', '{enforcement: Audit}', fault('spec', 'write targetRefs, as [{group: networking.k8s.io')),
  bare('an empty spec', '{}', fault('spec', 'say what the policy governs')),
  bad(
    'both kinds of targets',
    `{targetRefs: [${ref('orders')}], ${select('matchLabels: {}')}}`,
    fault('spec', 'not both: remove one of the two'),
  ),
  bad('an empty list of targets', 'targetRefs: []', fault('spec.targetRefs', 'at least one entry')),
  bad(
    'seventeen targets',
    `targetRefs: [${many(17, (index) => ref(`orders-${index}`))}]`,
    fault('spec.targetRefs', '17 entries are too many: at most 16'),
  ),
  bad(
    'a target twice',
    `targetRefs: [${ref('orders')}, ${ref('web')}, ${ref('orders')}]`,
    fault('spec.targetRefs[2]', 'name "orders" is taken by entry 0'),
  ),
  bad(
    'a target of another kind',
    'targetRefs: [{group: networking.k8s.io, kind: ingress, name: orders}]',
    fault('spec.targetRefs[0].kind', '"ingress" is not allowed: write Ingress'),
  ),
  bad(
    'a target of another group',
    'targetRefs: [{group: extensions, kind: Ingress, name: orders}]',
    fault('spec.targetRefs[0].group', 'write networking.k8s.io'),
  ),
  bad(
    'a target without a name',
    'targetRefs: [{group: networking.k8s.io, kind: Ingress}]',
    fault('spec.targetRefs[0].name', 'missing: write a text, as name: orders'),
  ),
  bad(
    'a target with a namespace',
    'targetRefs: [{group: networking.k8s.io, kind: Ingress, name: orders, namespace: other}]',
    fault('spec.targetRefs[0].namespace', 'unknown field'),
  ),
  bad(
    'a target name in capitals',
    `targetRefs: [${ref('Orders')}]`,
    fault('spec.targetRefs[0].name', 'small letters'),
  ),
  bad(
    'a selector that selects nothing',
    select('{}').replace(', {}', ''),
    fault('spec.targetSelectors[0]', 'matchLabels: {tier: public}'),
  ),
  bad(
    'a label key with two slashes',
    select('matchLabels: {a/b/c: x}'),
    fault('spec.targetSelectors[0].matchLabels', 'example.com/tier'),
  ),
  bad(
    'a label value that is a number',
    select('matchLabels: {tier: 1}'),
    fault('spec.targetSelectors[0].matchLabels.tier', '1 is not valid here'),
  ),
  bad(
    'In without values',
    select('matchExpressions: [{key: tier, operator: In}]'),
    fault('spec.targetSelectors[0].matchExpressions[0]', 'In and NotIn need values'),
  ),
  bad(
    'Exists with values',
    select('matchExpressions: [{key: tier, operator: Exists, values: [a]}]'),
    fault('spec.targetSelectors[0].matchExpressions[0]', 'Exists and DoesNotExist take none'),
  ),
  bad(
    'nine selectors',
    `targetSelectors: [${many(9, () => '{group: networking.k8s.io, kind: Ingress, matchLabels: {}}')}]`,
    fault('spec.targetSelectors', 'at most 8'),
  ),
  bad('enforcement in small letters', 'enforcement: audit', fault('spec.enforcement', 'did you mean Audit?')),
  bad('an unknown section', 'rateLimits: {}', fault('spec.rateLimits', 'did you mean rateLimit?')),
  bad('an unknown section that resembles none', 'plugins: {}', fault('spec.plugins', 'spec has targetRefs,')),
  bare('a spec that is a list', '[]', fault('spec', 'a list is not valid here: write an object')),
  whole(
    'no spec',
    '{apiVersion: apipolicy.dev/v1alpha1, kind: ApiPolicy, metadata: {name: a, namespace: shop}}',
    fault('spec', 'missing'),
  ),
  whole(
    'a spec that is nothing',
    '{apiVersion: apipolicy.dev/v1alpha1, kind: ApiPolicy, metadata: {name: a, namespace: shop}, spec: null}',
    fault('spec', 'missing'),
  ),
  whole(
    'a field beside spec',
    `{apiVersion: apipolicy.dev/v1alpha1, kind: ApiPolicy, metadata: {name: a, namespace: shop}, tls: {}, spec: {targetRefs: [${ref('a')}]}}`,
    fault('tls', 'unknown field'),
  ),
  whole(
    'a name in capitals',
    `{apiVersion: apipolicy.dev/v1alpha1, kind: ApiPolicy, metadata: {name: Orders, namespace: shop}, spec: {targetRefs: [${ref('a')}]}}`,
    fault('metadata.name', 'small letters'),
  ),
];
