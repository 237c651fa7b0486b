{{/*
What the pods of the program have in common, api and jobs: its settings, its
secrets as files, and the migration before it.
*/}}

{{- define "foyer.databaseSecret" -}}
{{- if eq .Values.database.kind "cnpg" -}}
{{ include "foyer.name" . }}-postgres-app
{{- else -}}
{{ .Values.database.existingSecret | default (print (include "foyer.name" .) "-secrets") }}
{{- end -}}
{{- end }}

{{- define "foyer.databaseKey" -}}
{{- if eq .Values.database.kind "cnpg" -}}uri
{{- else if .Values.database.existingSecret -}}{{ .Values.database.key }}
{{- else -}}database-url
{{- end -}}
{{- end }}

{{- define "foyer.sendsMail" -}}
{{- if or .Values.smtp.url .Values.smtp.existingSecret }}yes{{ end -}}
{{- end }}

{{- define "foyer.programEnv" -}}
- {name: APP_URL, value: {{ .Values.appUrl | quote }}}
- {name: API_URL, value: {{ .Values.apiUrl | quote }}}
- {name: DATABASE_URL_FILE, value: /run/secrets/foyer/database-url}
{{- if include "foyer.sendsMail" . }}
- {name: SMTP_URL_FILE, value: /run/secrets/foyer/smtp-url}
{{- end }}
- {name: METRICS_LISTEN, value: ":9090"}
{{- range $name, $value := .Values.settings }}
- {name: {{ $name }}, value: {{ ternary (int64 $value) $value (kindIs "float64" $value) | toString | quote }}}
{{- end }}
{{- end }}

{{- define "foyer.programMounts" -}}
volumeMounts:
  - {name: secrets, mountPath: /run/secrets/foyer, readOnly: true}
  {{- if .Values.authorities }}
  - {name: authorities, mountPath: /run/authorities, readOnly: true}
  {{- end }}
{{- end }}

{{- define "foyer.programVolumes" -}}
volumes:
  - name: secrets
    projected:
      defaultMode: 0440
      sources:
        - secret:
            name: {{ include "foyer.databaseSecret" . }}
            items: [{key: {{ include "foyer.databaseKey" . }}, path: database-url}]
        {{- if include "foyer.sendsMail" . }}
        - secret:
            name: {{ .Values.smtp.existingSecret | default (print (include "foyer.name" .) "-secrets") }}
            items: [{key: {{ ternary .Values.smtp.key "smtp-url" (ne .Values.smtp.existingSecret "") }}, path: smtp-url}]
        {{- end }}
  {{- with .Values.authorities }}
  - name: authorities
    configMap: {name: {{ . }}}
  {{- end }}
{{- end }}

{{/* The schema, before each start: one pod does it, the others wait for it.  A
hook would be a trap: it runs before the database of the first install is
there, and not at all when a pod starts again. */}}
{{- define "foyer.migrate" -}}
initContainers:
  - name: migrate
    image: {{ include "foyer.image" (dict "root" . "image" "fcgi") }}
    args: [migrate, --wait, {{ .Values.database.waitSeconds | quote }}]
    env: {{- include "foyer.programEnv" . | nindent 6 }}
    {{- include "foyer.container" . | nindent 4 }}
    resources: {{- toYaml .Values.jobs.resources | nindent 6 }}
    {{- include "foyer.programMounts" . | nindent 4 }}
{{- end }}
