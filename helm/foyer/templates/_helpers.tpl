{{/*
What several objects have in common.  Those that take a component are called
with (dict "root" $ "component" "api").
*/}}

{{- define "foyer.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{- define "foyer.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* metadata of an object, which is called after its component. */}}
{{- define "foyer.metadata" -}}
name: {{ include "foyer.name" .root }}-{{ .component }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "foyer.selector" . | nindent 2 }}
  app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
  app.kubernetes.io/managed-by: {{ .root.Release.Service }}
  helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* (dict "root" $ "image" "fcgi") */}}
{{- define "foyer.image" -}}
{{- $all := .root.Values.image -}}
{{- $one := index $all .image -}}
{{- with $all.registry }}{{ trimSuffix "/" . }}/{{ end -}}
{{ $one.name }}
{{- if $one.digest }}@{{ $one.digest }}{{ else }}:{{ coalesce $one.tag $all.tag .root.Chart.AppVersion }}{{ end -}}
{{- end }}

{{- define "foyer.host" -}}
{{- (split ":" (urlParse .).host)._0 -}}
{{- end }}

{{/* What every pod is: nobody, with no token and no rights. */}}
{{- define "foyer.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  {{- with .Values.userId }}
  runAsUser: {{ . }}
  runAsGroup: {{ . }}
  fsGroup: {{ . }}
  fsGroupChangePolicy: OnRootMismatch
  {{- end }}
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{- define "foyer.container" -}}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{- define "foyer.spread" -}}
topologySpreadConstraints:
  {{- $top := . }}
  {{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
  - topologyKey: {{ . }}
    maxSkew: 1
    whenUnsatisfiable: {{ $top.root.Values.spread }}
    labelSelector:
      matchLabels: {{- include "foyer.selector" $top | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}

{{/* metadata of a pod.  One of the program changes with what it is told in
secret, since it reads that when it starts. */}}
{{- define "foyer.podMetadata" -}}
{{- $program := has .component (list "api" "jobs") -}}
{{- $annotations := deepCopy .root.Values.podAnnotations -}}
{{- $secrets := print .root.Values.smtp.url .root.Values.database.external.url -}}
{{- if and $program $secrets -}}
{{- $_ := set $annotations "checksum/secrets" (sha256sum $secrets) -}}
{{- end -}}
labels:
  {{- include "foyer.selector" . | nindent 2 }}
  {{- if $program }}
  foyer/metrics: "yes"
  {{- end }}
{{- with $annotations }}
annotations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "foyer.certificateSecret" -}}
{{- if eq .Values.certificate.source "secret" -}}
{{ required "certificate.existingSecret is needed when certificate.source is secret" .Values.certificate.existingSecret }}
{{- else -}}
{{ include "foyer.name" . }}-tls
{{- end -}}
{{- end }}

{{/* Most pods of a kind at one time, those of a roll-out included. */}}
{{- define "foyer.mostPods" -}}
{{- $n := ternary .autoscaling.max .replicas .autoscaling.enabled | int -}}
{{- add $n (div (add $n 3) 4) -}}
{{- end }}
