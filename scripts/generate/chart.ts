/**
 * The chart's template for CRDs: in templates/, not in crds/, because Helm never upgrades what stands in crds/. Values:
 * `crds.enabled` installs them; `crds.keep` leaves them, and with them every policy, when the release is removed.
 *
 * `ServerSideApply=true`: the schema is larger than the annotation in which a client-side apply keeps its last state.
 */
export const generateChartTemplate = (crds: readonly string[]): string => {
  const documents = crds.map((text) => annotate(escapeBraces(withoutLeadingComment(text))));
  return [
    '{{- /* Generated from crds/ by `npm run generate`. Do not edit. */}}',
    '{{- if .Values.crds.enabled }}',
    documents.join('---\n').trimEnd(),
    '{{- end }}\n',
  ].join('\n');
};

const withoutLeadingComment = (text: string): string => text.replace(/^(#.*\n)+/, '');

const escapeBraces = (text: string): string => text.replaceAll(/\{\{|\}\}/g, (braces) => `{{ "${braces}" }}`);

const annotations = `metadata:
  annotations:
    {{- if .Values.crds.keep }}
    helm.sh/resource-policy: keep
    argocd.argoproj.io/sync-options: ServerSideApply=true,Prune=false
    {{- else }}
    argocd.argoproj.io/sync-options: ServerSideApply=true
    {{- end }}
  labels:
    app.kubernetes.io/name: apipolicy
    app.kubernetes.io/instance: {{ .Release.Name }}
    app.kubernetes.io/managed-by: {{ .Release.Service }}
`;

const annotate = (text: string): string => {
  if (!/^metadata:$/m.test(text)) throw new Error('expected a line "metadata:" in the CRD');
  return text.replace(/^metadata:\n/m, () => annotations);
};
