package io.quorate.core;

import java.util.Set;

/** One thing to do next. A step is carried out exactly as it stands, or not at all; then everything is looked at anew. */
public sealed interface Step {

    /** Why, for log, event and condition. */
    String reason();

    /** Compare-and-set of the group's record. */
    record WriteRecord(GroupRecord next, String reason) implements Step {}

    /** Compare-and-set of a node's record. */
    record WriteNodeRecord(NodeRecord next, String reason) implements Step {}

    /** Show an epoch in the group's status: should the record be lost, it is not used again. */
    record ShowEpoch(long epoch, String reason) implements Step {}

    /** Put the finalizer on a pod, so that its object stays until the record knows that it is stopped. */
    record HoldPod(PodSight pod, String reason) implements Step {}

    /** Open the gate of an admitted pod for the claimed node. */
    record OpenGate(PodSight pod, String node, long epoch, String reason) implements Step {}

    /** Mark a pod that runs already with the epoch under which it was adopted. */
    record StampPod(PodSight pod, long epoch, String reason) implements Step {}

    /** Delete a pod, with its own grace period. */
    record DeletePod(PodSight pod, String reason) implements Step {}

    /** Delete a proven stopped pod with grace 0: no kubelet will finish its deletion. */
    record ForceDeletePod(PodSight pod, String reason) implements Step {}

    /** Take the finalizer off a pod that the record knows to be stopped, or that is released with its group. */
    record LetPodGo(PodSight pod, String reason) implements Step {}

    /** Ask for a fence of this boot of a node, as evidence for the pods with these uids; higher priorities first. */
    record AskFence(String node, Machine machine, Set<String> covers, int priority, String reason) implements Step {}

    /** Take the finalizer off the group's record: the group is gone. */
    record LetRecordGo(String reason) implements Step {}
}
