/**
 * A rule of `x-kubernetes-validations` (Common Expression Language), with the stable name under which lint reports it.
 */
export interface CelRule {
  /** Kebab-case; from the comment `# id:` above the rule in the CRD. */
  readonly id: string;
  /** CEL expression over `self`; the object is refused when it is not true. */
  readonly rule: string;
  /** Said when the rule fails and no messageExpression gives a better text. */
  readonly message: string;
  readonly messageExpression?: string;
}

/**
 * The part of Kubernetes' structural schema that our CRDs use
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/).
 */
export interface StructuralSchema {
  readonly type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  readonly description?: string;
  /** A value of the field, in YAML's flow style; taken from its description by the generator. */
  readonly example?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema;
  readonly items?: StructuralSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly format?: 'int32' | 'int64' | 'date-time';
  readonly pattern?: string;
  readonly default?: unknown;
  readonly anyOf?: readonly StructuralSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  /** The object may hold fields that the schema does not name. */
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'map' | 'set' | 'atomic';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly CelRule[];
}
