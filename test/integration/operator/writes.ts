import { readFile } from 'node:fs/promises';
import { type Harness, MARKER } from './harness.ts';

interface AuditLine {
  readonly stage: string;
  readonly verb: string;
  readonly requestURI: string;
  readonly userAgent?: string;
}

/** What the operator has written so far, as `patch /apis/…`, by the API server's own audit log; the marker's left out. */
export async function operatorWrites({ cluster }: Harness): Promise<string[]> {
  const text = await readFile(cluster.auditLog ?? '', 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditLine)
    .filter(
      ({ stage, verb, userAgent }) =>
        stage === 'ResponseComplete' &&
        userAgent?.startsWith('apipolicy/') &&
        !['get', 'list', 'watch'].includes(verb),
    )
    .filter(({ requestURI }) => !requestURI.includes(`/namespaces/${MARKER}/`))
    .map(({ verb, requestURI }) => `${verb} ${requestURI}`);
}
