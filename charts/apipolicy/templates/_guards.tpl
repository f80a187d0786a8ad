{{/* What all guards share: they judge whoever acts as the operator. Of {root, name, rules}; validations follow. */}}
{{- define "apipolicy.guard" -}}
{{- $name := printf "%s-%s" (include "apipolicy.fullname" .root) .name -}}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ $name }}
  labels:
    {{- include "apipolicy.labels" .root | nindent 4 }}
spec:
  policyName: {{ $name }}
  validationActions: [Deny]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: {{ $name }}
  labels:
    {{- include "apipolicy.labels" .root | nindent 4 }}
spec:
  failurePolicy: Fail
  matchConditions:
    - name: the-operator
      expression: request.userInfo.username == 'system:serviceaccount:{{ .root.Release.Namespace }}:{{ include "apipolicy.serviceAccountName" .root }}'
  matchConstraints:
    resourceRules:
    {{- range .rules }}
      - apiGroups: [{{ .group | quote }}]
        apiVersions: ["*"]
        operations: [{{ .operations }}]
        resources: [{{ .resources }}]
    {{- end }}
{{- end -}}
