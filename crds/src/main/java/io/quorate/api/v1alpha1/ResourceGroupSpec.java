package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/** The declaration of a group. */
public record ResourceGroupSpec(
        @Required @JsonPropertyDescription("The owner list: names of 2 to 32 nodes in order of preference; the first is the home node. Quote names that look like numbers.") List<String> nodes,
        @JsonPropertyDescription("What the group needs of its nodes to be allowed to run.") QuorumSpec quorum,
        @JsonPropertyDescription("When the group leaves a node.") FailoverSpec failover,
        @JsonPropertyDescription("What proves that a former instance has stopped.") FencingSpec fencing) {}
