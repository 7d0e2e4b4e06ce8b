package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What counts as proof that a former instance has stopped. */
public record FencingSpec(
        @JsonPropertyDescription("Evidence accepted beyond StopProof (the kubelet's own report) and NeverBound, which always count. NodeFenced: a FencingMethod has switched the node off. OutOfService: an administrator set the taint node.kubernetes.io/out-of-service while the node was silent. Attested: a person said so with kubectl quorate confirm-stopped. NodeDeleted: the Node object is gone; only where machines are deleted before their nodes, for kubectl delete node looks the same. Unfenced, alone: two may run. Empty: none.") List<EvidenceKind> evidence,
        @JsonPropertyDescription("How long beyond a pod's own grace period its stop may take on a node that answers, before the node is fenced: 0s to 1h.") String stopTimeout) {}
