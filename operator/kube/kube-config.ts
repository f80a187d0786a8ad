/**
 * The one thing that is taken from client-node. It stands in a module of its own so that a bundler can leave the rest
 * (over 700 generated models) out: a dynamic import of the package itself would keep all of it.
 */
export { KubeConfig } from '@kubernetes/client-node';
