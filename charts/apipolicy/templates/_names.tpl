{{/* Name of the chart in labels. */}}
{{- define "apipolicy.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Name of the objects: the release's, and the chart's where the release does not hold it already. */}}
{{- define "apipolicy.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "apipolicy.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "apipolicy.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "apipolicy.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "apipolicy.selectorLabels" -}}
app.kubernetes.io/name: {{ include "apipolicy.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "apipolicy.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "apipolicy.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: operator
app.kubernetes.io/part-of: apipolicy
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* A reference to an image, of {repository, tag, digest}: by digest where there is one. */}}
{{- define "apipolicy.imageOf" -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository .tag -}}
{{- end -}}
{{- end -}}

{{- define "apipolicy.image" -}}
{{- include "apipolicy.imageOf" (dict "repository" .Values.image.repository "digest" .Values.image.digest "tag" (default .Chart.AppVersion .Values.image.tag)) -}}
{{- end -}}

{{/* The gate's image: the operator's own, unless another is named. */}}
{{- define "apipolicy.gateImage" -}}
{{- with .Values.gate.image -}}
{{- if .repository -}}
{{- if not (or .tag .digest) }}{{ fail "gate.image.repository needs gate.image.tag or gate.image.digest" }}{{ end -}}
{{- include "apipolicy.imageOf" . -}}
{{- else -}}
{{- if or .tag .digest }}{{ fail "gate.image.tag and gate.image.digest need gate.image.repository" }}{{ end -}}
{{- include "apipolicy.image" $ -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "apipolicy.oauth2ProxyImage" -}}
{{- with .Values.oauth2Proxy.image -}}
{{- if not (or .tag .digest) }}{{ fail "oauth2Proxy.image needs a tag or a digest" }}{{ end -}}
{{- include "apipolicy.imageOf" . -}}
{{- end -}}
{{- end -}}

{{/* Peers of a NetworkPolicy: the gateway. */}}
{{- define "apipolicy.gatewayFrom" -}}
{{- if .Values.gateway.from -}}
{{ toYaml .Values.gateway.from }}
{{- else -}}
{{- $namespaces := list -}}
{{- range .Values.gateways }}{{ $namespaces = append $namespaces .namespace }}{{ end -}}
{{- range (default (list "ingress-nginx") $namespaces) | uniq | sortAlpha }}
- namespaceSelector:
    matchLabels:
      kubernetes.io/metadata.name: {{ . }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The operator's configuration file. */}}
{{- define "apipolicy.config" -}}
logLevel: {{ .Values.logLevel }}
gateways: {{- if .Values.gateways }}
{{ toYaml .Values.gateways | indent 2 }}
{{- else }} []
{{- end }}
companions:
  gateImage: {{ include "apipolicy.gateImage" . | quote }}
  oauth2ProxyImage: {{ include "apipolicy.oauth2ProxyImage" . | quote }}
  replicas: {{ .Values.gate.replicas }}
  resources: {{ toJson .Values.gate.resources }}
  trustedProxyIPs: {{ toJson .Values.oauth2Proxy.trustedProxyIPs }}
  gatewayFrom:
    {{- include "apipolicy.gatewayFrom" . | trim | nindent 4 }}
  pullSecrets: {{ toJson .Values.companions.imagePullSecrets }}
  clusterDomain: {{ .Values.clusterDomain }}
  operatorNamespace: {{ .Release.Namespace }}
{{- end -}}
