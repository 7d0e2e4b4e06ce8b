package io.quorate.model;

import java.util.List;

/** The model without one of its rules, and the invariant that is lost with it. */
enum Mutant {

    /** A slower operator overwrites a newer record. */
    RECORD_WITHOUT_COMPARE_AND_SET("EpochsGrowByOne", Model.oneGroup().fresh(),
            "record compare-and-set"), CLAIM_WITHOUT_EVIDENCE("AtMostOne", Model.oneGroup(), "evidence before a claim"),
    /** A Deployment's replacement pod is let through beside the terminating one. */
    SUCCESSOR_WITHOUT_EVIDENCE("AtMostOne", Model.oneGroup(), "evidence before a successor"), SILENCE_AS_EVIDENCE(
            "AtMostOne", Model.oneGroup(), "silence is no evidence"),
    /** An admitted pod at the gate does not stand in the way of a new claim; a late patch then opens it. */
    ADMITTED_POD_NOT_TAKEN_BACK("NoStaleOpening", Model.oneGroup(),
            "admitted pods are taken back"), OPENING_WITHOUT_VERSION("NoStaleOpening", Model.oneGroup(),
                    "version tested at the opening"), OPENING_BEFORE_THE_CLAIM("Known", Model.oneGroup(),
                            "claim before the gate opens"),
    /** A pod that is unbound now may be bound a moment later, unless it is deleted. */
    NEVER_BOUND_BEFORE_THE_DELETION("SuspendedMeansStopped", Model.oneGroup().fresh(),
            "deleted before never-bound counts"),
    /** The kubelet starts the undeleted pod again at the boot after the fence. */
    FENCE_BEFORE_THE_DELETION("SuspendedMeansStopped", Model.oneGroup(), "deleted before the fence"),
    /** Another group's fence counts for a pod that it began before the deletion of. */
    FENCE_FOR_OTHER_PODS("SuspendedMeansStopped", Model.oneGroup(), "fence covers the pod"), FENCE_OF_ANOTHER_BOOT(
            "AtMostOne", Model.oneGroup(), "fence covers the pod",
            "fence of the boot of the deletion"), FINALIZER_GOES_BEFORE_THE_RECORD_KNOWS("Known", Model.oneGroup(),
                    "evidence before the finalizer goes"), EPOCH_STAYS("EpochsGrowByOne", Model.oneGroup(),
                            "epoch grows"), CLAIM_WITHOUT_QUORUM("QuorumFirst",
                                    Model.oneGroup().fresh().with("MaxFaults", "2"), "quorum before a claim"),
    /** Two operators allot the same room to two groups: what the first wrote is lost, and its claim does not notice. */
    NODE_RECORD_WITHOUT_COMPARE_AND_SET("Apart", sharing(), "node record compare-and-set"), CLAIM_WITHOUT_ROOM("Apart",
            sharing(), "room before a claim"),
    /** Room that no claim backs is withdrawn while its claim is under way. */
    ROOM_WITHDRAWN_BEFORE_THE_EPOCH_IS_GIVEN_UP("Apart", sharing(), "epoch given up before its room is withdrawn");

    final List<String> rules;
    final String lost;
    final Model model;

    Mutant(String lost, Model model, String... rules) {
        this.rules = List.of(rules);
        this.lost = lost;
        this.model = model.without(this.rules).checking(lost);
    }

    private static Model sharing() {
        return Model.twoGroups(1, 1).fresh().with("InOrder", "FALSE").with("MaxEpoch", "1").with("MaxPods", "1");
    }
}
