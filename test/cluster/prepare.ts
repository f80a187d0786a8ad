import { allBinaries, apiBinaries, binaries } from './binaries.ts';
import { certManagerImages } from './cert-manager.ts';
import { browserPackages, ensureDebianPackages } from './debian.ts';
import { ingressNginxImage } from './images/ingress-nginx.ts';
import { nodeBuildImage, nodeRuntimeImage } from './images/node-base.ts';
import { nodeProgramImage } from './images/node-program.ts';
import { redisImage } from './images/redis.ts';
import { quickstartImage } from './images/stand-in.ts';
import { staticImage } from './images/static.ts';
import { mustAllow } from './sandbox/sandbox.ts';

/** Builds what the API-only cluster runs, where it is missing. */
export async function prepareApi(): Promise<void> {
  await binaries(apiBinaries);
}

/** Installs the Debian packages and builds the binaries of a node, where they are missing. */
export async function prepareNode(): Promise<void> {
  mustAllow('node');
  await ensureDebianPackages();
  await binaries(allBinaries);
}

/**
 * All that a cluster with its gateway needs, and the bases on which the operator's image is built: some ten minutes
 * on a fresh machine with two cores, nothing afterwards. Progress goes to stderr.
 */
export async function prepare(): Promise<void> {
  await prepareNode();
  for (const name of ['pause', 'coredns', 'echo', 'oauth2-proxy'] as const) await staticImage(name);
  await quickstartImage();
  await ingressNginxImage();
  await nodeRuntimeImage();
  await nodeBuildImage();
  await certManagerImages();
}

/** What requests of users need beside it: a browser, a provider that they log in at, a store. */
export async function prepareCallers(): Promise<void> {
  await ensureDebianPackages(browserPackages);
  await redisImage();
  await nodeProgramImage('oidc-provider');
}
