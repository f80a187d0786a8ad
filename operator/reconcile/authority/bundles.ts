import { randomBytes } from 'node:crypto';
import {
  type AuthorityOwner,
  bundleName,
  bundleSecret,
  digestInName,
} from '../../companions/cert-manager/authority/objects.ts';
import { bundleDigest } from '../../companions/cert-manager/authority/trust.ts';
import type { Client } from '../../kube/client.ts';
import { isAlreadyExists } from '../../kube/errors.ts';
import { SECRETS } from '../resources.ts';

/**
 * Secrets with the CAs that callers are verified against. The operator may create Secrets and read none, so it cannot see
 * what stands in one: a name that an Ingress has in the operator's own words is one that it made; any other has a random
 * part, and a Secret that is there all the same was planted and is not accepted.
 */
export class Bundles {
  readonly #client: Pick<Client, 'create'>;
  /** By policy and digest: what this process made, or knows to be there. */
  readonly #made = new Map<string, string>();

  constructor(client: Pick<Client, 'create'>) {
    this.#client = client;
  }

  /**
   * @param named bundles that Ingresses name in the operator's own words.
   * @returns the name of a Secret with exactly these CAs.
   * @throws ApiError 409 for a Secret of a new name that was there before.
   */
  async ensure(owner: AuthorityOwner, bundle: readonly string[], named: readonly string[]): Promise<string> {
    const { name, uid = '' } = owner.policy;
    const digest = bundleDigest(bundle);
    const key = `${uid}/${digest}`;
    const made = this.#made.get(key);
    if (made !== undefined) return made;
    const known = named.find((one) => digestInName(name, one) === digest);
    const secretName = known ?? bundleName(name, bundle, randomBytes(4).toString('hex'));
    try {
      await this.#client.create(SECRETS, bundleSecret(owner, secretName, bundle));
    } catch (error) {
      // One that an Ingress names already is made again after each start: so it comes back if somebody deleted it.
      if (known === undefined || !isAlreadyExists(error)) throw error;
    }
    this.#made.set(key, secretName);
    return secretName;
  }
}
