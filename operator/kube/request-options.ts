import type { ObjectRef } from './object.ts';

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export interface SelectOptions extends RequestOptions {
  /** Without it: all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ListOptions extends SelectOptions {
  /** Objects a page. Default 500. */
  readonly limit?: number;
  /** Absent: the newest state (a consistent read). `0`: whatever the server has at hand. */
  readonly resourceVersion?: string;
}

export interface WatchOptions extends SelectOptions {
  /** Absent: what is there now comes first, as ADDED. */
  readonly resourceVersion?: string;
  /** After this time the server ends the watch. */
  readonly timeoutSeconds: number;
  /** Silence longer than this ends the watch with an error. */
  readonly silenceMs: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

export interface ApplyOptions extends RequestOptions {
  readonly fieldManager: string;
  /** Take fields over from other managers instead of failing with a conflict. Default false. */
  readonly force?: boolean;
  /** Let the server answer what would come out, without storing it. */
  readonly dryRun?: boolean;
}

export interface WriteOptions extends RequestOptions {
  readonly fieldManager?: string;
  readonly dryRun?: boolean;
}

export interface DeleteOptions extends RequestOptions {
  /** The delete fails with a conflict unless these are the live object's. Give the uid always. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
}

/** An apply configuration: the fields that we want, and no others. apiVersion and kind may be left out. */
export interface ApplyConfiguration {
  readonly metadata: ObjectRef;
}

/** An object to create: with a name, or with a prefix from which the server makes one. */
export interface NewObject {
  readonly metadata: { readonly name?: string; readonly generateName?: string; readonly namespace?: string };
}
