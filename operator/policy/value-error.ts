/**
 * A value of a policy is not what its field takes. The API server and `lint` refuse such values with positions, so this
 * is the second lock: usually it means that an object was not validated before it was planned.
 */
export class PolicyValueError extends Error {
  override readonly name = 'PolicyValueError';
  readonly code = 'INVALID_POLICY_VALUE';
  /** Path of the leaf, as `spec.timeouts.read`. */
  readonly field: string;

  constructor(field: string, message: string, options?: ErrorOptions) {
    super(`${field}: ${message}`, options);
    this.field = field;
  }
}
