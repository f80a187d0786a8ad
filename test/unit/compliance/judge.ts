import type { ControlId } from '../../../operator/api/control-id.ts';
import { CATALOGUE } from '../../../operator/compliance/catalogue.ts';
import type { Subject } from '../../../operator/compliance/subject.ts';
import type { HostObservation } from '../../../operator/compliance/wire.ts';
import { NOW, subject } from './subjects.ts';

/** The answer of one control for a wire that is the same for every host. */
export const judge = (
  id: ControlId,
  wire: HostObservation | undefined,
  of: Subject = subject(),
  now = NOW,
) => {
  const control = CATALOGUE.find((candidate) => candidate.id === id);
  if (!control) throw new Error(`no control ${id}`);
  return control.judge(of, () => wire, now);
};
