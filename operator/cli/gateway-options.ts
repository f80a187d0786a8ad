import { UsageError } from './io.ts';
import { loadOfflineConfig } from './offline-config.ts';
import type { OfflineOptions } from './offline-settings.ts';

/** What `render` and `lint` are told of the gateways on the command line. */
export interface GatewayFlags {
  readonly config?: string | undefined;
  readonly 'gateway-version'?: string | undefined;
}

/** As an image's tag has it: `1.15.1`, `v1.15.1`, `controller-v1.15.1`, with or without what follows a `-`; `1.15` is 1.15.0. */
const VERSION = /^(?:controller-)?v?([0-9]{1,4}\.[0-9]{1,4})(\.[0-9]{1,4})?(?:-[0-9A-Za-z.-]+)?$/;

/**
 * Reads `--config` and `--gateway-version`.
 * @throws UsageError for a version that is none, InputError for a file that cannot be used.
 */
export async function gatewayOptions(flags: GatewayFlags): Promise<OfflineOptions> {
  const { config, 'gateway-version': stated } = flags;
  const version = stated === undefined ? undefined : normal(stated);
  const gateways = config === undefined ? {} : await loadOfflineConfig(config);
  return { ...gateways, ...(version !== undefined && { version }) };
}

function normal(stated: string): string {
  const [, minor, patch = '.0'] = VERSION.exec(stated) ?? [];
  if (minor === undefined)
    throw new UsageError(`--gateway-version is a version of the controller, as 1.15.1, not "${stated}"`);
  return `${minor}${patch}`;
}
