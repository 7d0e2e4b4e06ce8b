package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What counts as proof that a former instance has stopped. */
public record FencingSpec(
        @JsonPropertyDescription("Evidence accepted beyond StopProof (the kubelet's own report) and NeverBound, which always count. OutOfService: an administrator set the taint node.kubernetes.io/out-of-service while the node was silent. Empty: none.") List<EvidenceKind> evidence) {}
