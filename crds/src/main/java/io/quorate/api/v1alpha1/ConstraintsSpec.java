package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** What the group asks of other groups of its namespace. */
public record ConstraintsSpec(
        @JsonPropertyDescription("Groups that must be ready before this one starts; it is not stopped when they are.") List<AfterGroupSpec> startAfter,
        @JsonPropertyDescription("Groups whose node this one is to be on; it follows them.") List<NeighbourSpec> sameNode,
        @JsonPropertyDescription("Groups that this one is not to be on a node with; if they are, the one of lower priority leaves.") List<NeighbourSpec> differentNode) {}
