{{/* What values.schema.json cannot say in words: which value of which field is wrong, and what to write. */}}
{{- define "quorate.checks" -}}
{{- $name := "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" }}
{{- if not (regexMatch $name .Values.operator.leaseName) }}
{{- fail (printf "operator.leaseName: %q is no name of a Lease; up to 63 small letters, digits and dashes, for example quorate" .Values.operator.leaseName) }}
{{- end }}
{{- if not (regexMatch $name .Values.serviceAccount.name) }}
{{- fail (printf "serviceAccount.name: %q is no name of a ServiceAccount; up to 63 small letters, digits and dashes, for example quorate" .Values.serviceAccount.name) }}
{{- end }}
{{- range $i, $namespace := .Values.watchNamespaces }}
{{- if not (regexMatch $name $namespace) }}
{{- fail (printf "watchNamespaces[%d]: %q is no name of a namespace; one name an entry, for example shop" $i $namespace) }}
{{- end }}
{{- end }}
{{- if not .Values.operator.image.repository }}
{{- fail "operator.image.repository: is empty; write where the operator's image is, for example registry.example.com/quorate/operator" }}
{{- end }}
{{- include "quorate.duration" (list "operator.nodeDownAfter" .Values.operator.nodeDownAfter 12 "12s") }}
{{- include "quorate.duration" (list "operator.massSilenceDelay" .Values.operator.massSilenceDelay 0 "0s") }}
{{- end }}

{{/* Takes a list of field, value, least seconds, and these in words. */}}
{{- define "quorate.duration" -}}
{{- $field := index . 0 }}
{{- $value := toString (index . 1) }}
{{- if or (not $value) (not (regexMatch "^([0-9]{1,4}h)?([0-9]{1,4}m)?([0-9]{1,4}s)?$" $value)) }}
{{- fail (printf "%s: %q is no duration; write for example 20s or 1m30s" $field $value) }}
{{- end }}
{{- $hours := regexFind "[0-9]+h" $value | trimSuffix "h" | int }}
{{- $minutes := regexFind "[0-9]+m" $value | trimSuffix "m" | int }}
{{- $seconds := regexFind "[0-9]+s" $value | trimSuffix "s" | int }}
{{- $all := add (mul $hours 3600) (mul $minutes 60) $seconds }}
{{- if or (lt $all (int (index . 2))) (gt $all 3600) }}
{{- fail (printf "%s: %q is out of range; from %s to 1h" $field $value (index . 3)) }}
{{- end }}
{{- end }}
