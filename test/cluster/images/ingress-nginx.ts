import { copyFile, cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from '../binaries.ts';
import { goModuleDirectory } from '../go-build.ts';
import { mustRun } from '../process.ts';
import { cachedArchive, type Image, packLayer, writeArchive } from './archive.ts';
import { debianBase } from './debian-base.ts';
import { adaptConfigurationLua, adaptTemplate } from './ingress-nginx/template.ts';

export const ingressNginxVersion = '1.11.0';
export const ingressNginxReference = `local.test/ingress-nginx/controller:v${ingressNginxVersion}`;

const own = join(import.meta.dirname, 'ingress-nginx');
const user = '101:101';

const packages = [
  'nginx',
  ...['lua', 'ndk', 'set-misc', 'headers-more-filter', 'modsecurity'].map(
    (name) => `libnginx-mod-http-${name}`,
  ),
  'libnginx-mod-stream',
  'lua-resty-core',
  'lua-resty-lrucache',
  'lua-cjson',
  'modsecurity-crs',
  ...['ca-certificates', 'dash', 'coreutils', 'diffutils', 'libc-bin', 'base-files', 'tzdata'],
];

/** The controller of the real ingress-nginx, with its own template and Lua code, on Debian's nginx 1.22. */
export async function ingressNginxImage(): Promise<Image> {
  const [controller, base, source] = [
    await binary('nginx-ingress-controller'),
    await debianBase({ name: 'nginx', packages, variant: 'extract' }),
    await goModuleDirectory('ingress-nginx', 'k8s.io/ingress-nginx'),
  ];
  const inputs = ['1', controller, base, source, ...(await textsUnder(own))];
  return cachedArchive(ingressNginxReference, inputs, async (work, archive) => {
    const root = (...names: string[]): string => join(work, 'root', ...names);
    await layOutEtcNginx(root, join(source, 'rootfs/etc/nginx'));
    await copyFile(controller, root('nginx-ingress-controller'));
    await writeFile(root('etc/passwd'), 'root:x:0:0::/:/bin/sh\nwww-data:x:101:101::/var/www:/bin/sh\n');
    await writeFile(root('etc/group'), 'root:x:0:\nwww-data:x:101:\n');
    await writeFile(root('etc/nsswitch.conf'), 'hosts: files dns\n');
    await giveToUser(root);
    await packLayer(work, 'root', 'layer.tar');
    await copyFile(base, join(work, 'base.tar'));
    await writeArchive(work, archive, ingressNginxReference, ['base.tar', 'layer.tar'], {
      Entrypoint: ['/nginx-ingress-controller'],
      Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'NGINX_BINARY=/usr/sbin/nginx'],
      User: user,
      WorkingDir: '/etc/nginx',
    });
  });
}

async function layOutEtcNginx(root: (...names: string[]) => string, original: string): Promise<void> {
  await mkdir(root('etc/nginx/owasp-modsecurity-crs'), { recursive: true });
  await mkdir(root('etc/nginx/modsecurity'), { recursive: true });
  await cp(original, root('etc/nginx'), { recursive: true });
  // Go's module cache is read-only, and so is a copy of it.
  await mustRun(['chmod', '-R', 'u+w', root('etc/nginx')]);
  await cp(join(own, 'lua'), root('etc/nginx/lua'), { recursive: true });
  await copyFile(join(own, 'modsecurity.conf'), root('etc/nginx/modsecurity/modsecurity.conf'));
  await copyFile(
    join(own, 'nginx-modsecurity.conf'),
    root('etc/nginx/owasp-modsecurity-crs/nginx-modsecurity.conf'),
  );
  await symlink('/usr/lib/nginx/modules', root('etc/nginx/modules'));
  const template = root('etc/nginx/template/nginx.tmpl');
  await writeFile(template, adaptTemplate(await readFile(template, 'utf8')));
  const lua = root('etc/nginx/lua/configuration.lua');
  await writeFile(lua, adaptConfigurationLua(await readFile(lua, 'utf8')));
}

/** The folders that the controller and nginx write to, as a user without rights. */
async function giveToUser(root: (...names: string[]) => string): Promise<void> {
  const written = [
    'etc/nginx',
    ...['ssl', 'auth', 'geoip', 'telemetry'].map((name) => `etc/ingress-controller/${name}`),
    'var/log/nginx',
    'var/lib/nginx',
    'tmp/nginx',
  ];
  for (const folder of written) await mkdir(root(folder), { recursive: true });
  await symlink('/dev/stdout', root('var/log/nginx/access.log'));
  await symlink('/dev/stderr', root('var/log/nginx/error.log'));
  await mustRun(['chown', '-hR', user, ...written.map((folder) => root(folder))]);
  await mustRun(['chmod', '1777', root('tmp')]);
}

async function textsUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.sort().map((file) => readFile(file, 'utf8')));
}
