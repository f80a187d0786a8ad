import { isBehindCertificate } from './client-wall.ts';
import type { Verdict } from './control.ts';
import type { Subject } from './subject.ts';
import type { Answer, HostObservation, PartName } from './wire.ts';

type Part<K extends PartName> = Extract<NonNullable<HostObservation[K]>, { value: unknown }>;

const BEHIND_CERTIFICATE =
  'not seen: nobody without a client certificate gets as far (spec.mutualTLS.clients), and a probe has none';

/** What is seen of one host, as far as it may still count. */
export class HostView {
  readonly subject: Subject;
  readonly host: string;
  readonly #seen: HostObservation | undefined;
  readonly #now: number;

  constructor(subject: Subject, host: string, seen: HostObservation | undefined, now: number) {
    this.subject = subject;
    this.host = host;
    this.#seen = seen;
    this.#now = now;
  }

  get now(): number {
    return this.#now;
  }

  /** A part that was seen and is no older than twice the interval, or why there is none. */
  part<K extends PartName>(name: K): Part<K> | Verdict {
    return isBehindCertificate(this.subject.plan, name) ? unknown(BEHIND_CERTIFICATE) : this.#recent(name);
  }

  /** What a GET over https was answered, be it by the demand for a client certificate. */
  toStrangers(): Part<'secure'> | Verdict {
    return this.#recent('secure');
  }

  #recent<K extends PartName>(name: K): Part<K> | Verdict {
    const { mode, intervalSeconds } = this.subject.verification;
    if (mode === 'Off') return unknown('spec.verification.mode is Off: nothing is asked on the wire');
    const observation = this.#seen?.[name];
    if (observation === undefined) {
      return mode === 'Passive' && this.#seen !== undefined
        ? unknown('not asked: spec.verification.mode is Passive')
        : unknown('not probed yet');
    }
    if (this.#now - observation.at > 2 * intervalSeconds * 1_000) {
      return unknown(`the last probe is older than twice the interval of ${intervalSeconds} s`);
    }
    if ('error' in observation) {
      const { error, at, repeat } = observation;
      return { ...unknown(`not seen: ${error}`), at, repeat };
    }
    return observation as Part<K>;
  }

  /** All answers over https that are still good, with the name of the part that saw them. */
  answers(): readonly { readonly answer: Answer; readonly at: number; readonly repeat: string }[] {
    const found = [];
    for (const name of ['secure', 'missing', 'waf'] as const) {
      const part = this.part(name);
      if ('value' in part) found.push({ answer: part.value, at: part.at, repeat: part.repeat });
    }
    const body = this.part('bodySize');
    if ('value' in body && body.value.answer) {
      found.push({ answer: body.value.answer, at: body.at, repeat: body.repeat });
    }
    return found;
  }
}

export const unknown = (message: string): Verdict => ({ result: 'Unknown', message });

/** `https://api.example.com/v1`, as evidence names it. */
export const urlOf = ({ subject, host }: HostView, scheme: 'http' | 'https' = 'https'): string =>
  `${scheme}://${host || '(any host)'}${subject.paths.get(host) ?? '/'}`;
