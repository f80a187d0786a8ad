import type { ApiPolicy } from '../api/types.generated.ts';
import { digestOf } from './digest.ts';
import type { CompanionObject, Owner } from './object.ts';

const API_VERSION: ApiPolicy['apiVersion'] = 'apipolicy.dev/v1alpha1';

/** Begins what stands for the uid of an object that was read from a file; no object has such a one. */
export const NO_UID = '00000000-0000-0000-0000-';

/** Owners are told apart by their uids alone. */
const placeholder = (name: string): string => `${NO_UID}${digestOf(name).slice(0, 12)}`;

/** A policy, or an Ingress, that needs an object. */
export interface Needing {
  readonly name: string;
  readonly uid?: string;
}

/**
 * The Deployment with all policies that need it as its owners, none of them its controller: `kubectl describe` shows
 * whom it serves. Other objects of a companion have none: each new policy would write all of them anew.
 */
export function withOwners(object: CompanionObject, policies: readonly Needing[]): CompanionObject {
  if (object.kind !== 'Deployment') return object;
  const ownerReferences = policies
    .map(({ name, uid = placeholder(name) }): Owner => owner(API_VERSION, 'ApiPolicy', name, uid))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { ...object, metadata: { ...object.metadata, ownerReferences } };
}

/**
 * The same with one more owner, which goes only when the operator takes it off. Else the garbage collector would take a
 * gate from under Ingresses that still ask it: when a policy is deleted and made anew, or the CRD is deleted.
 */
export function anchored(object: CompanionObject, uid: string | undefined): CompanionObject {
  const { ownerReferences, name } = object.metadata;
  if (!ownerReferences || uid === undefined) return object;
  const anchor = owner('v1', 'ServiceAccount', name, uid);
  return { ...object, metadata: { ...object.metadata, ownerReferences: [...ownerReferences, anchor] } };
}

/** The policy as the one owner of an object that goes with it. */
export const controlledBy = ({ name, uid = placeholder(name) }: Needing): Owner => ({
  ...{ apiVersion: API_VERSION, kind: 'ApiPolicy', name, uid },
  controller: true,
  blockOwnerDeletion: false,
});

/** An Ingress among the owners of an object that goes with the last of them. */
export const ownedBy = ({ name, uid = placeholder(name) }: Needing): Owner =>
  owner('networking.k8s.io/v1', 'Ingress', name, uid);

const owner = (apiVersion: string, kind: string, name: string, uid: string): Owner => ({
  ...{ apiVersion, kind, name, uid },
  blockOwnerDeletion: false,
});
