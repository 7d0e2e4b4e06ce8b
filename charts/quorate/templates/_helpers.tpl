{{/* Labels of everything the chart makes. */}}
{{- define "quorate.labels" -}}
app.kubernetes.io/name: quorate
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* Who the operator is to the API server. */}}
{{- define "quorate.operatorUser" -}}
system:serviceaccount:{{ .Release.Namespace }}:{{ .Values.serviceAccount.name }}
{{- end }}

{{/* The service account as the subject of a binding. */}}
{{- define "quorate.subjects" -}}
subjects:
- kind: ServiceAccount
  name: {{ .Values.serviceAccount.name }}
  namespace: {{ .Release.Namespace }}
{{- end }}

{{/* Match condition: the request comes from neither the operator nor a break-glass user. */}}
{{- define "quorate.notOperator" -}}
- name: not-the-operator
  expression: >-
    !(request.userInfo.username in
    {{ toJson (prepend .Values.admission.exemptUsers (include "quorate.operatorUser" .)) }})
{{- end }}

{{/* Match condition: the request does not come from a break-glass user. */}}
{{- define "quorate.notExempt" -}}
- name: not-exempt
  expression: >-
    !(request.userInfo.username in {{ toJson .Values.admission.exemptUsers }})
{{- end }}

{{/* Where pod policies hold. */}}
{{- define "quorate.podNamespaces" -}}
{{- if .Values.watchNamespaces }}
namespaceSelector:
  matchExpressions:
  - {key: kubernetes.io/metadata.name, operator: In, values: {{ toJson .Values.watchNamespaces }}}
{{- else }}
namespaceSelector: {}
{{- end }}
{{- end }}

{{/* Where record policies hold: node records are in the operator's namespace. */}}
{{- define "quorate.recordNamespaces" -}}
{{- if .Values.watchNamespaces }}
namespaceSelector:
  matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: In
    values: {{ append .Values.watchNamespaces .Release.Namespace | uniq | toJson }}
{{- else }}
namespaceSelector: {}
{{- end }}
{{- end }}

{{/* The binding of a validating policy; takes a dict of root and name. */}}
{{- define "quorate.denyBinding" -}}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ .name }}
  labels: {{- include "quorate.labels" .root | nindent 4 }}
spec:
  policyName: {{ .name }}
  validationActions: [Deny]
{{- end }}

{{/* What the operator does in the namespaces it watches. */}}
{{- define "quorate.namespacedRules" -}}
- apiGroups: [quorate.io]
  resources: [resourcegroups] # patch: the finalizer
  verbs: [get, list, watch, patch]
- apiGroups: [quorate.io]
  resources: [resourcegroups/status]
  verbs: [update]
- apiGroups: [quorate.io]
  resources: [resourcegroups/finalizers] # a record names its group as owner that blocks deletion
  verbs: [update]
- apiGroups: [quorate.io]
  resources: [relocations]
  verbs: [list, watch, delete]
- apiGroups: [quorate.io]
  resources: [relocations/status]
  verbs: [update]
- apiGroups: [""]
  resources: [pods] # create: only the dry run that makes sure of the gate
  verbs: [get, list, watch, create, patch, delete]
- apiGroups: [""]
  resources: [configmaps] # a record goes with its group, once its finalizer is taken off
  verbs: [get, list, watch, create, update]
- apiGroups: [""]
  resources: [events]
  verbs: [create]
- apiGroups: [apps]
  resources: [statefulsets, deployments, replicasets]
  verbs: [get]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get]
- apiGroups: [""]
  resources: [services, persistentvolumeclaims] # objects that a group waits for; of other kinds see quorate-watched
  verbs: [get]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [list]
{{- end }}
