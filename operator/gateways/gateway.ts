import type { ConfigMap, Deployment, Ingress, IngressTls, Service } from '../api/kubernetes.ts';
import type { HostFact } from '../plan/host-fact.ts';
import type { EffectiveLimit, Remark, Shortfall } from '../plan/outcome.ts';
import type { SecurityPlan } from '../plan/plan.ts';

/**
 * What is seen of a gateway's own configuration. Flags and settings that cannot be seen are taken as the worse.
 */
export interface GatewaySettings {
  /** Where the configuration was looked for, as `ingress-nginx/ingress-nginx-controller`; absent: nowhere to look. */
  readonly configMapRef?: { readonly namespace: string; readonly name: string };
  /** Absent: not seen, which is not the same as empty. */
  readonly configMap?: ConfigMap;
  readonly deployment?: Deployment;
  /**
   * Prefix of the annotations that were written while the Deployment could be seen; counts while it cannot. Without it, a
   * Deployment out of sight would move what is written to the usual prefix, away from where the controller reads.
   */
  readonly earlierPrefix?: string;
  /** Version stated by the user (`--gateway-version`); wins over the image's tag. */
  readonly version?: string;
  /** How gates are made beside it; absent: as the chart makes them when nothing is set. */
  readonly gates?: {
    /** The cluster's DNS domain, by which the gateway finds them. */
    readonly clusterDomain: string;
    /** Of each. */
    readonly replicas: number;
  };
}

/**
 * Annotations that are written together or not at all: half of a group can mean something else
 * than the whole.
 */
export interface AnnotationGroup {
  /** Stable name, as `rate`. */
  readonly name: string;
  /** Desired annotations, full keys. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Every key that belongs to the group, aliases and those that we do not want now included. */
  readonly domain: readonly string[];
  /** Stated leaves of the policy that the group enforces. */
  readonly fields: readonly string[];
  /** Who enforces them, where it is not the gateway itself (contract: `status.controls[].enforcedBy`). */
  readonly enforcedBy?: 'gate';
  /** Name of a group without which this one would open what it is to close: written in the same apply or not at all. */
  readonly needs?: string;
  /** What is written instead while somebody else holds another group. */
  readonly alternative?: GroupAlternative;
}

/** Another way to ask for the same, which does without a group that somebody else holds. */
export interface GroupAlternative {
  /** Name of the group that it does without. */
  readonly without: string;
  /** Same keys as the group's own. */
  readonly annotations: Readonly<Record<string, string>>;
  /** What falls short then. */
  readonly shortfalls: readonly Shortfall[];
  readonly remarks: readonly Remark[];
}

/** One policy's plan in the words of one gateway, for one target, before anybody looked at who owns what. */
export interface Lowering {
  readonly groups: readonly AnnotationGroup[];
  /** `spec.tls` that the plan asks for; an atomic list, so written only where there is none. */
  readonly tls?: { readonly value: readonly IngressTls[]; readonly fields: readonly string[] };
  /**
   * Objects that annotations of the groups name, as `namespace/name`. They are applied before the annotations; one whose
   * name no desired annotation holds is not needed. Contents never change under a name: a changed one has another name.
   */
  readonly objects: readonly ConfigMap[];
  readonly shortfalls: readonly Shortfall[];
  readonly limits: readonly EffectiveLimit[];
  readonly remarks: readonly Remark[];
}

/** Another Ingress, of any namespace, that the target's own gateway serves on one of the target's hosts. */
export interface Neighbour {
  readonly ingress: Ingress;
  /** The policy that is in force on it, as `web/reports`; absent: nothing protects it. */
  readonly governedBy?: string;
}

/** Around a target, on its hosts. */
export interface HostContext {
  readonly neighbours: readonly Neighbour[];
  /** Services that the target leads to, as far as they are there. */
  readonly backends: readonly Service[];
  /** Other Ingresses that lead to one of these Services, on whatever host; absent where it does not matter to the plan. */
  readonly besides?: readonly Neighbour[];
  readonly settings: GatewaySettings;
}

/** What is to be said of a gateway itself, for one policy. */
export interface GatewayJudgement {
  /** False: neither its Deployment nor its ConfigMap is seen. */
  readonly seen: boolean;
  /** Absent: not known, so that no advisory by version can be told. */
  readonly version?: string;
  /** How its behaviour is known: it ran in this project's tests, or its source was read. */
  readonly knownBy?: 'run' | 'read';
  /** Ids as `CVE-2025-1974`, or words for what is no CVE, as `upstream-retired`. */
  readonly advisories: readonly { readonly id: string; readonly message: string }[];
  /** True where forwarded headers are trusted from anyone: then no rule by address holds. Absent: not known. */
  readonly trustsForwardedFromAnyone?: boolean;
}

/** How foreign annotations of a group relate to what the plan wants. */
export type ForeignVerdict = 'equal' | 'compatible' | 'meets' | 'conflicts';

/** One kind of gateway. Everything here is a pure function of plain data. */
export interface Gateway {
  /** As on the status: `ingress-nginx`. */
  readonly id: string;
  /** Values of `IngressClass.spec.controller` that it answers to. */
  readonly controllers: readonly string[];
  /**
   * Translates a plan for one target. `governed` are the other Ingresses that the same policy governs: a canary is
   * protected by its primary among them, and by nothing without.
   */
  lower(
    plan: SecurityPlan,
    target: Ingress,
    settings: GatewaySettings,
    governed?: readonly Ingress[],
  ): Lowering;
  /** Judges somebody else's annotations of a group's domain against what the group wants. */
  judgeForeign(group: AnnotationGroup, foreign: Readonly<Record<string, string>>): ForeignVerdict;
  /** Why foreign values fall short, as `100 against 20 a second`; empty where there is nothing to compare. */
  explainForeign(group: AnnotationGroup, foreign: Readonly<Record<string, string>>): string;
  /**
   * Everything seen on the target's hosts that undoes a protection of the plan, empties it, or stands beside it without
   * any: on the target itself and on its neighbours.
   */
  judgeHosts(plan: SecurityPlan, target: Ingress, context: HostContext): readonly HostFact[];
  /** What is known against the gateway itself that matters to the plan. */
  judgeGateway(plan: SecurityPlan, settings: GatewaySettings): GatewayJudgement;
  /** Prefix of the annotations that it reads, where it is another than the usual one; undefined: the usual one. */
  prefix(settings: GatewaySettings): string | undefined;
  /** Version of the controller as far as it can be seen. */
  version(settings: GatewaySettings): string | undefined;
}
