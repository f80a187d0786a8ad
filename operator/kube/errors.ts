/** One entry of `details.causes` of a Kubernetes Status. */
export interface StatusCause {
  /** For example `FieldManagerConflict` or `FieldValueInvalid`. */
  readonly reason?: string;
  /** For a conflict: `conflict with "kubectl" using v1`. */
  readonly message?: string;
  /** For example `.metadata.annotations.example.com/key` or `spec.rateLimit`. */
  readonly field?: string;
}

/** The Kubernetes Status object that an API server answers an error with. */
export interface StatusBody {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly name?: string;
    readonly kind?: string;
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly StatusCause[];
  };
}

export interface ApiErrorOptions {
  /** What was tried, for example `apply ingresses.networking.k8s.io shop/orders`. */
  readonly operation: string;
  /** HTTP status, or the code of a Status that came inside a watch. */
  readonly status: number;
  readonly body?: StatusBody;
  readonly retryAfterMs?: number;
}

const longestMessage = 1024;

/**
 * The API server answered, and said no. The message tells what was tried, the status and the server's own words;
 * it never holds request bodies or headers, so it can be logged.
 *
 * Usual causes: 403: a missing RBAC rule; 404: the object is gone or its CRD is not installed; 409: another field
 * manager owns a field, or the object changed; 422: a value that the schema refuses; 429: the server is overloaded.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** The Status's machine-readable reason: `NotFound`, `Conflict`, `Invalid`, …; empty when the server gave none. */
  readonly reason: string;
  readonly body: StatusBody | undefined;
  /** How long the server asked to wait before another try. */
  readonly retryAfterMs: number | undefined;

  constructor(options: ApiErrorOptions) {
    const said = options.body?.message ?? options.body?.reason ?? 'no message';
    super(bounded(`${options.operation}: HTTP ${options.status}: ${said}`, longestMessage));
    this.status = options.status;
    this.reason = options.body?.reason ?? '';
    this.body = options.body;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The single points that the server objected to: fields in conflict with their managers, invalid values. */
  get causes(): readonly StatusCause[] {
    return this.body?.details?.causes ?? [];
  }
}

/** The API server could not be reached, or its answer broke off. `cause` is the error of the network layer. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';

  constructor(operation: string, cause: unknown) {
    super(`${operation}: the API server could not be reached: ${describe(cause)}`, { cause });
  }
}

/** Thrown by a reconcile function when another try is pointless until the object changes. */
export class TerminalError extends Error {
  override readonly name = 'TerminalError';
}

const hasStatus = (error: unknown, status: number): error is ApiError =>
  error instanceof ApiError && error.status === status;

/** The object is not there, or its kind is not installed. */
export const isNotFound = (error: unknown): error is ApiError => hasStatus(error, 404);

/** The kind itself is not served: its CRD is not installed (yet). */
export const isResourceMissing = (error: unknown): error is ApiError =>
  hasStatus(error, 404) && error.body?.details?.name === undefined;

/** Another field manager owns a field, the object changed meanwhile, or a precondition does not hold. */
export const isConflict = (error: unknown): error is ApiError =>
  hasStatus(error, 409) && error.reason !== 'AlreadyExists';

export const isAlreadyExists = (error: unknown): error is ApiError =>
  hasStatus(error, 409) && error.reason === 'AlreadyExists';

/** The server's schema or an admission rule refuses the content. */
export const isInvalid = (error: unknown): error is ApiError =>
  hasStatus(error, 422) || hasStatus(error, 400);

export const isForbidden = (error: unknown): error is ApiError => hasStatus(error, 403);

/** The resource version is too old to be watched from. */
export const isExpired = (error: unknown): error is ApiError => hasStatus(error, 410);

/** The server asks for patience: overloaded or starting. */
export const isOverloaded = (error: unknown): error is ApiError =>
  hasStatus(error, 429) || hasStatus(error, 503);

/** The text of anything that was thrown, with the codes of network errors. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return error.message.includes(code) ? error.message : `${error.message} (${code})`;
}

/** `text`, cut so that it is at most `limit` characters. */
export function bounded(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
