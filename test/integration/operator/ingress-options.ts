/** What an Ingress that a test applies has beside its name. */
export interface IngressOptions {
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
  manager?: string;
  host?: string;
  className?: string;
  force?: boolean;
  spec?: object;
  metadata?: object;
}
