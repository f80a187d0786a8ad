import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import type { Cluster } from './cluster.ts';
import { browserPackages, ensureDebianPackages } from './debian.ts';
import { mustRun } from './process.ts';

/** A real browser, with a profile of its own: `context.newPage()`, and then as Playwright's documentation says. */
export interface Browser extends AsyncDisposable {
  context: BrowserContext;
  stop(): Promise<void>;
}

/**
 * Debian's Chromium without a screen. Every `https://*.example.com` and `http://*.example.com` is the cluster's gateway,
 * no other name resolves, and certificates are checked as for any user, against the gateway's CA alone.
 */
export async function startBrowser({ gateway }: Pick<Cluster, 'gateway'>): Promise<Browser> {
  await ensureDebianPackages(browserPackages);
  const home = await mkdtemp(join(tmpdir(), 'apipolicy-browser-'));
  try {
    await trust(home, gateway.caFile);
    const rules = (['https', 'http'] as const).map((scheme) => {
      const port = scheme === 'https' ? 443 : 80;
      return `MAP *.example.com:${port} 127.0.0.1:${new URL(gateway[scheme]).port}`;
    });
    const context = await chromium.launchPersistentContext(join(home, 'profile'), {
      executablePath: '/usr/bin/chromium',
      headless: true,
      // As root Chromium has no sandbox of its own; it opens the tests' pages alone.
      chromiumSandbox: process.getuid?.() !== 0,
      args: [`--host-resolver-rules=${[...rules, 'MAP * ~NOTFOUND'].join(', ')}`],
      env: { PATH: '/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' },
    });
    const stop = async (): Promise<void> => {
      await context.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    };
    return { context, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

/** Chromium takes CAs that a user trusts from the user's NSS database. */
async function trust(home: string, caFile: string): Promise<void> {
  const database = join(home, '.pki/nssdb');
  await mustRun(['mkdir', '-p', database]);
  await mustRun(['certutil', '-N', '-d', `sql:${database}`, '--empty-password']);
  await mustRun(['certutil', '-A', '-d', `sql:${database}`, '-n', 'gateway', '-t', 'C,,', '-i', caFile]);
}
