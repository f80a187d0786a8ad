import type { CompanionObject } from '../../companions/object.ts';
import { GATE } from '../../plan/gate-plan.ts';
import type { LiveCompanion } from './companion.ts';
import { idOf } from './companion.ts';

interface Named {
  readonly name: string;
}

interface PodTemplate {
  readonly spec?: {
    readonly template?: {
      readonly spec?: {
        readonly volumes?: readonly Named[];
        readonly containers?: readonly (Named & { readonly volumeMounts?: readonly Named[] })[];
      };
    };
  };
}

/** The objects with the plan's content as it is to be written, and what is held back in the place where it is. */
export function asWritten(
  objects: readonly CompanionObject[],
  data: Readonly<Record<string, string>>,
  live: readonly LiveCompanion[],
  holding: boolean,
): CompanionObject[] {
  return objects.map((object) => {
    if (idOf(object) === `ConfigMap/${GATE.planName}`) return { ...object, data };
    if (!holding || idOf(object) !== `Deployment/${GATE.name}`) return object;
    const there = live.find((known) => known.ours && idOf(known) === idOf(object));
    return there ? withMountsOf(there, object) : object;
  });
}

/** Policies that are held back go on reading the Secrets that the live Deployment mounts for them. */
function withMountsOf(live: LiveCompanion, wanted: CompanionObject): CompanionObject {
  const { spec } = wanted as CompanionObject & PodTemplate;
  const [pod, there] = [spec?.template?.spec, (live as PodTemplate).spec?.template?.spec];
  if (!pod || !there) return wanted;
  const containers = (pod.containers ?? []).map((container) => {
    const mounted = there.containers?.find(({ name }) => name === container.name)?.volumeMounts ?? [];
    const volumeMounts = joined(container.volumeMounts ?? [], mounted);
    return { ...container, ...(volumeMounts.length > 0 && { volumeMounts }) };
  });
  const volumes = joined(pod.volumes ?? [], there.volumes ?? []);
  const template = {
    ...spec?.template,
    spec: { ...pod, containers, ...(volumes.length > 0 && { volumes }) },
  };
  return { ...wanted, spec: { ...spec, template } };
}

const joined = (wanted: readonly Named[], live: readonly Named[]): Named[] => [
  ...wanted,
  ...live.filter(({ name }) => !wanted.some((other) => other.name === name)),
];
