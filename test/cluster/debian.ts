import { exists } from './files.ts';
import { mustRun } from './process.ts';
import { withProgress } from './progress.ts';

/** A Debian package and files of which one shows that it (or its like) is installed. */
interface Requirement {
  package: string;
  anyOf: readonly string[];
}

const program = (name: string, from = name): Requirement => ({
  package: from,
  anyOf: ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].map(
    (at) => `${at}/${name}`,
  ),
});

/** What a node needs besides what is built with Go. */
const nodePackages: readonly Requirement[] = [
  program('unshare', 'util-linux'),
  program('openssl'),
  program('ip', 'iproute2'),
  program('mount'),
  program('nft', 'nftables'),
  program('containerd'),
  program('runc'),
  { package: 'containernetworking-plugins', anyOf: ['/usr/lib/cni/bridge'] },
];

/** What images are made with. */
const imagePackages: readonly Requirement[] = [program('buildah'), program('mmdebstrap')];

/** What a browser needs: see `startBrowser`. */
export const browserPackages: readonly Requirement[] = [
  program('chromium'),
  program('certutil', 'libnss3-tools'),
  // Without any font a screenshot shows empty boxes.
  {
    package: 'fonts-dejavu-core',
    anyOf: ['dejavu', 'liberation', 'liberation2'].map((name) => `/usr/share/fonts/truetype/${name}`),
  },
];

/** Installs what is missing, after one `apt-get update`; the error says what to install by hand where that cannot be. */
export async function ensureDebianPackages(
  requirements: readonly Requirement[] = [...nodePackages, ...imagePackages],
): Promise<void> {
  const missing: string[] = [];
  for (const requirement of requirements) {
    const found = await Promise.all(requirement.anyOf.map(exists));
    if (!found.includes(true)) missing.push(requirement.package);
  }
  if (missing.length === 0) return;
  const list = missing.join(' ');
  if (!(await exists('/usr/bin/apt-get'))) {
    throw new Error(
      `missing programs, and there is no apt-get to install them; Debian's names for them: ${list}`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Error(`missing Debian packages; install them, or run this as root:\n  apt-get install ${list}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await withProgress('updating the list of Debian packages', () =>
    mustRun(['apt-get', 'update', '-q'], { env }),
  );
  await withProgress(`installing Debian packages (${list})`, () =>
    mustRun(['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...missing], { env }),
  );
}
