package io.quorate.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.LabelSelector;

/** For which nodes, in which order, how often and for how long. */
public record FencingMethodSpec(
        @JsonPropertyDescription("Methods are tried from the lowest order on; equal ones by name.") Integer order,
        @JsonPropertyDescription("Labels of the nodes that it can fence; absent: all nodes.") LabelSelector nodeSelector,
        @JsonPropertyDescription("How often it is tried before the next method.") Integer attempts,
        @JsonPropertyDescription("How long one attempt may take: 5s to 1h, e.g. 2m.") String timeout,
        @Required @JsonPropertyDescription("Job: a Job in the operator's namespace; RemediationTemplate: an operator of medik8s; Person: nothing is done but waiting for kubectl quorate confirm-stopped.") FencingMethodType type,
        @JsonPropertyDescription("With type Job.") FencingJobSpec job,
        @JsonPropertyDescription("With type RemediationTemplate.") RemediationTemplateSpec remediationTemplate,
        @JsonPropertyDescription("AfterFence: once it has fenced a node, the node gets the taint node.kubernetes.io/out-of-service=quorate:NoExecute, so that its volumes detach at once and not after six minutes. It goes when the node has booted and neither deleted pods nor attached volumes of it are left. The chart has to allow it: fencing.outOfService.") OutOfServicePolicy outOfService) {}
