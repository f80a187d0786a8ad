import { ApiError } from './errors.ts';
import type { KubeObject, ObjectRef } from './object.ts';
import { keyOfRef } from './object.ts';
import type {
  ApplyConfiguration,
  ApplyOptions,
  DeleteOptions,
  ListOptions,
  NewObject,
  Page,
  RequestOptions,
  SelectOptions,
  WatchOptions,
  WriteOptions,
} from './request-options.ts';
import { apiVersionOf, nameOfResource, pathOfCollection, pathOfObject, type Resource } from './resource.ts';
import type { HttpRequest, Transport } from './transport.ts';
import { decodeEvents, type WatchEvent } from './watch-stream.ts';
import type { MayWrite } from './write-gate.ts';

export type {
  ApplyConfiguration,
  ApplyOptions,
  DeleteOptions,
  ListOptions,
  NewObject,
  Page,
  RequestOptions,
  SelectOptions,
  WatchOptions,
  WriteOptions,
} from './request-options.ts';

export interface ClientOptions {
  /** Asked in the moment in which a write would go out, and never for a read. Absent: always. */
  readonly mayWrite?: MayWrite;
}

/**
 * Reads and writes objects of the API server, as raw JSON. Writes are validated strictly: a field that the server's
 * schema does not know is an error, never dropped in silence.
 *
 * All methods throw {@link ApiError} when the server refuses and `ConnectionError` when no answer came; writes throw
 * `WriteRefusedError`, with nothing sent, when `mayWrite` said no.
 */
export class Client {
  readonly #transport: Transport;
  readonly #gate: Pick<HttpRequest, 'mayWrite'>;

  constructor(transport: Transport, { mayWrite }: ClientOptions = {}) {
    this.#transport = transport;
    this.#gate = mayWrite === undefined ? {} : { mayWrite };
  }

  get<T extends KubeObject>(resource: Resource<T>, ref: ObjectRef, options?: RequestOptions): Promise<T> {
    return this.#object<T>({
      method: 'GET',
      path: pathOfObject(resource, ref),
      operation: operationOn('get', resource, ref),
      ...signalOf(options),
    });
  }

  /** All objects that match, and the resource version of the whole. */
  async list<T extends KubeObject>(resource: Resource<T>, options: ListOptions = {}): Promise<Page<T>> {
    const items: T[] = [];
    let resourceVersion = '';
    for await (const page of this.pages(resource, options)) {
      for (const item of page.items) items.push(item);
      resourceVersion = page.resourceVersion;
    }
    return { items, resourceVersion };
  }

  /** The pages of a list, one at a time, so that only one is in memory. */
  async *pages<T extends KubeObject>(
    resource: Resource<T>,
    options: ListOptions = {},
  ): AsyncGenerator<Page<T>> {
    let token: string | undefined;
    do {
      const answer = await this.#listPage(resource, options, token);
      token = answer.metadata?.continue;
      const items = (answer.items ?? []).map((item) => withKind(resource, item));
      yield { items, resourceVersion: answer.metadata?.resourceVersion ?? '' };
    } while (token !== undefined && token !== '');
  }

  #listPage<T extends KubeObject>(
    resource: Resource<T>,
    options: ListOptions,
    token: string | undefined,
  ): Promise<RawList<T>> {
    return this.#object<RawList<T>>({
      method: 'GET',
      path: pathOfCollection(resource, options.namespace),
      query: {
        ...selectorsOf(options),
        limit: String(options.limit ?? 500),
        continue: token,
        resourceVersion: token === undefined ? options.resourceVersion : undefined,
      },
      operation: `list ${nameOfResource(resource)}`,
      verb: 'LIST',
      ...signalOf(options),
    });
  }

  /** The events of a watch, in batches as they arrive; returns when the server ends it. */
  async *watch<T extends KubeObject>(
    resource: Resource<T>,
    options: WatchOptions,
  ): AsyncGenerator<readonly WatchEvent<T>[]> {
    const bytes = await this.#transport.stream({
      method: 'GET',
      path: pathOfCollection(resource, options.namespace),
      query: {
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: options.resourceVersion,
        timeoutSeconds: String(options.timeoutSeconds),
        ...selectorsOf(options),
      },
      operation: `watch ${nameOfResource(resource)}`,
      verb: 'WATCH',
      timeoutMs: options.silenceMs,
      repeatable: false,
      ...signalOf(options),
    });
    yield* decodeEvents<T>(bytes);
  }

  /** Creates an object. `metadata.generateName` lets the server choose the name. */
  create<T extends KubeObject, N extends NewObject>(
    resource: Resource<T>,
    object: N,
    options: WriteOptions = {},
  ): Promise<T> {
    const { name, generateName, namespace } = object.metadata;
    const ref = { name: name ?? `${generateName}…`, ...(namespace === undefined ? {} : { namespace }) };
    return this.#object<T>({
      method: 'POST',
      path: pathOfCollection(resource, namespace),
      query: writeQuery(options),
      body: JSON.stringify({ apiVersion: apiVersionOf(resource), kind: resource.kind, ...object }),
      contentType: 'application/json',
      operation: operationOn('create', resource, ref),
      ...signalOf(options),
    });
  }

  /**
   * Server-side apply: makes the object have the fields of `config`, owned by `fieldManager`; fields that this
   * manager owned and that `config` leaves out are removed. Creates the object when it is absent.
   *
   * @throws ApiError of status 409 whose `causes` name each field and its manager, without `force`.
   */
  apply<T extends KubeObject, C extends ApplyConfiguration>(
    resource: Resource<T>,
    config: C,
    options: ApplyOptions,
  ): Promise<T> {
    const ref = config.metadata;
    return this.#object<T>({
      method: 'PATCH',
      path: pathOfObject(resource, ref),
      query: { ...writeQuery(options), force: options.force === true ? 'true' : undefined },
      body: JSON.stringify({ apiVersion: apiVersionOf(resource), kind: resource.kind, ...config }),
      contentType: 'application/apply-patch+yaml',
      operation: operationOn('apply', resource, ref),
      verb: 'APPLY',
      repeatable: true,
      ...signalOf(options),
    });
  }

  /** Merges `patch` (RFC 7396) into an object: a null removes a field, a list is replaced whole. */
  mergePatch<T extends KubeObject>(
    resource: Resource<T>,
    ref: ObjectRef,
    patch: Readonly<Record<string, unknown>>,
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#merge<T>(resource, ref, patch, options);
  }

  /** Merges `patch`, an object of the shape `{ status: … }`, into the status of an object. */
  mergePatchStatus<T extends KubeObject>(
    resource: Resource<T>,
    ref: ObjectRef,
    patch: Readonly<Record<string, unknown>>,
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#merge<T>(resource, ref, patch, options, 'status');
  }

  /** Deletes an object; true when it was there. */
  async delete(resource: Resource, ref: ObjectRef, options: DeleteOptions = {}): Promise<boolean> {
    const { uid, resourceVersion, propagationPolicy } = options;
    const preconditions = { uid, resourceVersion };
    try {
      await this.#object({
        method: 'DELETE',
        path: pathOfObject(resource, ref),
        body: JSON.stringify({ apiVersion: 'v1', kind: 'DeleteOptions', preconditions, propagationPolicy }),
        contentType: 'application/json',
        operation: operationOn('delete', resource, ref),
        repeatable: uid !== undefined,
        ...signalOf(options),
      });
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return false;
      throw error;
    }
  }

  #merge<T extends KubeObject>(
    resource: Resource<T>,
    ref: ObjectRef,
    patch: Readonly<Record<string, unknown>>,
    options: WriteOptions,
    subresource?: 'status',
  ): Promise<T> {
    return this.#object<T>({
      method: 'PATCH',
      path: pathOfObject(resource, ref, subresource),
      query: writeQuery(options),
      body: JSON.stringify(patch),
      contentType: 'application/merge-patch+json',
      operation: operationOn(subresource === undefined ? 'patch' : `patch ${subresource} of`, resource, ref),
      repeatable: true,
      ...signalOf(options),
    });
  }

  /** The one place that believes the server: what it answers has the shape that its API promises. */
  async #object<A>(request: HttpRequest): Promise<A> {
    const gate = request.method === 'GET' ? {} : this.#gate;
    return (await this.#transport.json({ ...request, ...gate })) as A;
  }
}

interface RawList<T> {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly T[];
}

/** The items of a list come without kind and apiVersion; everywhere else objects have them. */
const withKind = <T extends KubeObject>(resource: Resource<T>, item: T): T =>
  item.kind === undefined ? { ...item, apiVersion: apiVersionOf(resource), kind: resource.kind } : item;

const operationOn = (verb: string, resource: Resource, ref: ObjectRef): string =>
  `${verb} ${nameOfResource(resource)} ${keyOfRef(ref)}`;

const signalOf = (options: RequestOptions | undefined): { readonly signal?: AbortSignal } =>
  options?.signal === undefined ? {} : { signal: options.signal };

const selectorsOf = (options: SelectOptions): Record<string, string | undefined> => ({
  labelSelector: options.labelSelector,
  fieldSelector: options.fieldSelector,
});

const writeQuery = (options: WriteOptions): Record<string, string | undefined> => ({
  fieldManager: options.fieldManager,
  fieldValidation: 'Strict',
  dryRun: options.dryRun === true ? 'All' : undefined,
});
