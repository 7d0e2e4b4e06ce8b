package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import java.util.List;

/** The declaration of a group. */
public record ResourceGroupSpec(
        @Required @JsonPropertyDescription("The owner list: names of 2 to 32 nodes in order of preference; the first is the home node. Quote names that look like numbers.") List<String> nodes,
        @JsonPropertyDescription("Always: it runs whenever it may. Paused: nothing is started, stopped or moved, while people work on it. Stopped: it is stopped in order, and stays stopped.") RunPolicy run,
        @JsonPropertyDescription("What the group needs of its nodes to be allowed to run.") QuorumSpec quorum,
        @JsonPropertyDescription("Where the group starts when it was not running.") StartupSpec startup,
        @JsonPropertyDescription("When the group leaves a node.") FailoverSpec failover,
        @JsonPropertyDescription("Whether the group goes back to an earlier owner.") FailbackSpec failback,
        @JsonPropertyDescription("What proves that a former instance has stopped.") FencingSpec fencing,
        @JsonPropertyDescription("What the group consists of, in order: started as listed, stopped in reverse, moved together. Absent: one workload.") List<ResourceSpec> resources,
        @JsonPropertyDescription("What it asks of other groups of its namespace.") ConstraintsSpec constraints,
        @JsonPropertyDescription("From -1000 to 1000. Where the loss of a node moves several groups and room is short, the higher one goes first: for five minutes after the evidence its room is kept. Of two groups that must not share a node and do, the one of lower priority leaves it; of equal ones, the one whose name comes last.") Integer priority,
        @JsonPropertyDescription("What status measures the group by.") ObjectivesSpec objectives) {}
