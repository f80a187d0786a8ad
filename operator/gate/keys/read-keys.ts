import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface KeyEntry {
  readonly client: string;
  /** SHA-256 of the key: 32 bytes. */
  readonly hash: Buffer;
}

export interface KeysRead {
  /** Changes when a mounted Secret was replaced; empty where that cannot be told without reading all. */
  readonly version: string;
  readonly keys: readonly KeyEntry[];
  /** Entries that were passed over, and why. */
  readonly problems: readonly string[];
}

/** What a Secret can hold at most is about 10,000 entries of this kind. */
const MOST_ENTRIES = 10_000;
const LONGEST_FILE = 1_024;
const HASH = /^[0-9a-f]{64}$/i;
/** What a Secret allows as the name of an entry; it becomes the user's name in a header. */
const CLIENT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/;

/**
 * Reads a directory of keys; never rejects. One that is not there holds none. One that cannot be read holds none either,
 * and says so: a key that nobody can look up any more may have been withdrawn.
 */
export async function readKeys(directory: string, former: KeysRead | undefined): Promise<KeysRead> {
  try {
    const version = await versionOf(directory);
    if (version !== '' && version === former?.version) return former;
    const at = version === '' ? directory : join(directory, '..data');
    return { version, ...(await entriesOf(at)) };
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const problems = absent ? [] : [`it cannot be read: ${error instanceof Error ? error.message : error}`];
    return { version: '', keys: [], problems };
  }
}

/** The kubelet replaces a mounted Secret as a whole, by pointing `..data` at a new directory. */
async function versionOf(directory: string): Promise<string> {
  try {
    return await readlink(join(directory, '..data'));
  } catch {
    return '';
  }
}

async function entriesOf(directory: string): Promise<Omit<KeysRead, 'version'>> {
  const names = (await readdir(directory)).filter((name) => !name.startsWith('.')).sort();
  const problems: string[] = [];
  const clients = new Map<string, KeyEntry>();
  if (names.length > MOST_ENTRIES) problems.push(`only the first ${MOST_ENTRIES} entries are read`);
  for (const client of names.slice(0, MOST_ENTRIES)) {
    const read = await entryOf(directory, client);
    if (typeof read === 'string') {
      problems.push(`the entry ${client.slice(0, 253)} is passed over: ${read}`);
      continue;
    }
    const hex = read.hash.toString('hex');
    const other = clients.get(hex);
    if (other === undefined) clients.set(hex, read);
    else problems.push(`the entry ${client} is passed over: it has the same key as ${other.client}`);
  }
  return { keys: [...clients.values()], problems };
}

async function entryOf(directory: string, client: string): Promise<KeyEntry | string> {
  if (!CLIENT.test(client)) return 'its name is no name of a client';
  const file = join(directory, client);
  const { size } = await stat(file);
  if (size > LONGEST_FILE) return 'it is too long for a SHA-256 in hex';
  const text = (await readFile(file, 'utf8')).trim();
  return HASH.test(text)
    ? { client, hash: Buffer.from(text, 'hex') }
    : 'it is no SHA-256 in hex (64 digits); make one with: printf %s "$KEY" | sha256sum';
}
