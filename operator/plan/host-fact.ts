import type { ControlId } from '../api/control-id.ts';

/**
 * Something seen in live objects that undoes a protection, empties it, or leaves a part of a host without any: on the
 * target itself or on a neighbour that serves one of its hosts, in any namespace.
 */
export interface HostFact {
  /**
   * The control that fails by it: `host.shared`, `host.ungoverned`, or the control of the emptied protection. Absent: the
   * policy loses nothing by it, somebody else does.
   */
  readonly control?: ControlId;
  /** The host that it is about; empty for an Ingress without a host. */
  readonly host: string;
  /** The object that causes it, as `Ingress web/reports`. */
  readonly by: string;
  /** Full key of the annotation that does it, where one does. */
  readonly annotation?: string;
  /** Path of the host that is concerned, where one is. */
  readonly path?: string;
  /** Stable kebab-case id for lint, as `regex-neighbour`. */
  readonly rule: string;
  /** Of the lint finding. An error is only what makes an API stand open, or a login that cannot end. */
  readonly severity: 'error' | 'warning';
  /** Stated leaves of the policy whose intent suffers; the first is where lint puts the finding. */
  readonly fields: readonly string[];
  /** What happens by it, and what to change. At most 256 characters. */
  readonly message: string;
}
