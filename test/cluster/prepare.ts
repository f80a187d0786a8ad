import { allBinaries, binaries } from './binaries.ts';
import { ensureDebianPackages } from './debian.ts';

/** Installs the Debian packages and builds the binaries of a node, whatever of it is missing; tells its progress. */
export async function prepareNode(): Promise<void> {
  await ensureDebianPackages();
  await binaries(allBinaries);
}
