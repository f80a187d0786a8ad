/** Who an object is there for. Several may be: it goes when all of them have gone. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  /** Of the one whose object it is; absent where several share it, or where it is to outlive whoever controls it. */
  readonly controller?: true;
  readonly blockOwnerDeletion: false;
}

/** A whole apply configuration: every field that the operator wants, in the form in which the API server answers it. */
export interface CompanionObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly Owner[];
  };
  readonly [field: string]: unknown;
}

export const MANAGED_BY = 'app.kubernetes.io/managed-by';
/** Value of {@link MANAGED_BY} on everything that the operator made. */
export const MANAGER = 'apipolicy';

/** Labels of everything that belongs to a companion. */
export function companionLabels(companion: string): Readonly<Record<string, string>> {
  return { [MANAGED_BY]: MANAGER, 'app.kubernetes.io/name': companion };
}

/** The labels by which Services, budgets and NetworkPolicies find a companion's pods. */
export function podSelector(companion: string): { readonly matchLabels: Readonly<Record<string, string>> } {
  return { matchLabels: companionLabels(companion) };
}
