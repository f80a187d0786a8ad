import { randomBytes } from 'node:crypto';
import type { CompanionObject } from '../../companions/object.ts';
import type { Client } from '../../kube/client.ts';
import { RECORD_PREFIX } from '../ownership.ts';
import { DEPLOYMENTS, SECRETS } from '../resources.ts';
import type { LiveCompanion } from './companion.ts';
import type { CompanionWriter } from './companion-writer.ts';

/** On the Deployment of a login: the Secret with the key of its cookies, which the operator made. */
export const COOKIE_SECRET = `${RECORD_PREFIX}cookie-secret`;

/** Bytes of the key: AES-256. */
const KEY_BYTES = 32;

/** Whether a Deployment mounts the key of cookies that is yet to be made. */
export const wantsCookieSecret = (wanted: CompanionObject): boolean =>
  wanted.kind === 'Deployment' && JSON.stringify(wanted).includes(`"${placeholderOf(wanted)}"`);

/**
 * Applies the Deployment of a login, and makes the key of its cookies where there is none.
 *
 * The operator may create Secrets and read none. A name that nobody can foresee is recorded in the Deployment first; a
 * Secret that is there all the same was planted, and is not accepted: the next try has another name. The Deployment owns
 * the Secret, so that it goes with it.
 *
 * @throws ApiError 409 when a Secret of that name is there.
 */
export async function ensureLogin(
  wanted: CompanionObject,
  known: LiveCompanion | undefined,
  writer: Pick<CompanionWriter, 'ensure'>,
  client: Pick<Client, 'create'>,
): Promise<void> {
  const made = known?.ours ? madeFor(known) : undefined;
  if (made !== undefined) {
    await writer.ensure(recorded(wanted, made, true), known);
    return;
  }
  const name = `${placeholderOf(wanted)}-${randomBytes(4).toString('hex')}`;
  const { object } = await writer.ensure(recorded(wanted, name, false), known);
  const { metadata } = object;
  await client.create(SECRETS, {
    metadata: {
      name,
      namespace: wanted.metadata.namespace,
      labels: wanted.metadata.labels,
      ownerReferences: [
        {
          apiVersion: `${DEPLOYMENTS.group}/${DEPLOYMENTS.version}`,
          kind: DEPLOYMENTS.kind,
          name: metadata.name,
          uid: metadata.uid ?? '',
          blockOwnerDeletion: false,
        },
      ],
    },
    type: 'Opaque',
    data: { 'cookie-secret': randomBytes(KEY_BYTES).toString('base64') },
  });
  await writer.ensure(recorded(wanted, name, true), object);
}

const placeholderOf = ({ metadata }: Pick<CompanionObject, 'metadata'>): string => `${metadata.name}-cookie`;

/** The Secret that was made for a Deployment, if that still mounts it. */
function madeFor(live: LiveCompanion): string | undefined {
  const name = live.metadata.annotations?.[COOKIE_SECRET];
  if (name === undefined || !/^apipolicy-login-[0-9a-f]{8}-cookie-[0-9a-f]{8}$/.test(name)) return undefined;
  const expected = `${live.metadata.name}-cookie-`;
  return name.startsWith(expected) ? name : undefined;
}

function recorded(wanted: CompanionObject, name: string, made: boolean): CompanionObject {
  const placeholder = placeholderOf(wanted);
  const named = replaced(wanted, placeholder, name) as CompanionObject;
  if (!made) return named;
  return {
    ...named,
    metadata: { ...named.metadata, annotations: { [COOKIE_SECRET]: name } } as CompanionObject['metadata'],
  };
}

/** A copy in which each `secretName` that is the placeholder is the name. */
function replaced(value: unknown, placeholder: string, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => replaced(item, placeholder, name));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === 'secretName' && part === placeholder ? name : replaced(part, placeholder, name),
    ]),
  );
}
