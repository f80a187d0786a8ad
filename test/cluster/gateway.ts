import type { Image } from './images/archive.ts';
export interface GatewayOptions { replicas?: number }
export const gatewayImage = async (): Promise<Image> => { throw new Error('not yet'); };
export const gatewayManifests = (_o: GatewayOptions): object[] => [];
export const waitForGateway = async (_c: unknown, _o: GatewayOptions): Promise<void> => {};
