import { bad, type Fault, fault, good, type Sample } from './sample.ts';

const KEYS = 'authentication: {apiKeys: {secretRef: {name: orders-keys}}}';
const rules = (...list: readonly string[]): string => `${KEYS}\nauthorization: {rules: [${list.join(', ')}]}`;
const at = (below: string, says: string): Fault => fault(`spec.authorization.rules${below}`, says);
const matching = (match: string): string => rules(`{name: a, matches: [${match}], deny: true}`);

export const authorizationSamples: readonly Sample[] = [
  good(
    'rules',
    rules(
      '{name: admins, matches: [{hosts: [api.example.com], path: {type: PathPrefix, value: /admin}, methods: [GET, POST, DELETE]}], require: {groups: [admins], claims: [{name: acr, values: ["2", "3"]}], scopes: [orders.write]}}',
      '{name: metrics, matches: [{path: {type: PathPrefix, value: /metrics}}], deny: true}',
    ),
  ),
  good('everything else refused', `${KEYS}\nauthorization: {default: Deny}`),
  good('a rule for every request', rules('{name: a, require: {scopes: [orders.read]}}')),
  good('a colon in a path', matching('{path: {type: Exact, value: "/api/v1/orders:archive"}}')),
  good('a rule that needs no caller', 'authorization: {rules: [{name: a, deny: true}]}'),
  bad(
    'a rule that requires no certificate',
    rules('{name: a, require: {clientCertificates: []}}'),
    at('[0].require.clientCertificates', 'leave the field out'),
  ),
  bad(
    'an unknown default',
    'authorization: {default: Refuse}',
    fault('spec.authorization.default', 'write Allow or Deny'),
  ),
  bad('no rule', 'authorization: {rules: []}', at('', 'leave the field out')),
  bad('a rule that says nothing', rules('{name: a}'), at('[0]', 'write exactly one of require')),
  bad(
    'a rule that denies nothing',
    rules('{name: a, deny: false}'),
    at('[0]', 'write exactly one of require'),
  ),
  bad(
    'a rule that denies and requires',
    rules('{name: a, deny: true, require: {groups: [b]}}'),
    at('[0]', 'write exactly one of require'),
  ),
  bad('a rule without a name', rules('{deny: true}'), at('[0].name', 'missing')),
  bad(
    'a rule that requires nothing',
    rules('{name: a, require: {}}'),
    at('[0].require', 'write groups, claims, scopes or clientCertificates'),
  ),
  bad(
    'a rule that requires no group',
    rules('{name: a, require: {groups: []}}'),
    at('[0].require.groups', 'leave the field out'),
  ),
  bad(
    'a group of two lines',
    rules('{name: a, require: {groups: ["a\\nb"]}}'),
    at('[0].require.groups[0]', 'write the name of one group'),
  ),
  bad(
    'a scope with a blank',
    rules('{name: a, require: {scopes: [a b]}}'),
    at('[0].require.scopes[0]', 'without blanks'),
  ),
  bad(
    'a claim with a blank',
    rules('{name: a, require: {claims: [{name: a b, values: [c]}]}}'),
    at('[0].require.claims[0].name', 'write the name of a claim'),
  ),
  bad(
    'two rules of one name in the list',
    rules('{name: a, deny: true}', '{name: b, deny: true}', '{name: a, deny: true}'),
    at('', 'keep the names of rules unique'),
  ),
  bad('a match of nothing', matching('{}'), at('[0].matches[0]', 'for every request leave matches out')),
  bad('no match', matching(''), at('[0].matches', 'leave the field out')),
  bad(
    'a parent in a rule',
    matching('{path: {type: PathPrefix, value: /a/../b}}'),
    at('[0].matches[0].path.value', 'write a path that every reader reads alike'),
  ),
  bad('a path without its type', matching('{path: {value: /a}}'), at('[0].matches[0].path.type', 'missing')),
];
