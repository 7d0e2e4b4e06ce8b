package io.quorate.simulation;

import io.quorate.api.v1alpha1.QuorumSpec;
import io.quorate.api.v1alpha1.Witness;
import java.util.List;

/** A second, plain account of what a group's quorum needs. */
final class Votes {

    private Votes() {}

    /** How many of these owners it takes; of an even number the control plane may be one more. */
    static int needed(QuorumSpec quorum, List<String> owners) {
        var witnessed = quorum.witness() == Witness.ControlPlane && owners.size() % 2 == 0;
        return switch (quorum.rule()) {
            case Majority -> witnessed ? owners.size() / 2 : owners.size() / 2 + 1;
            case AtLeastOne -> 1;
            case MinimumOnline -> quorum.minimumOnline();
            case SufficientResources -> Integer.parseInt(quorum.expression().replaceAll("\\D", ""));
        };
    }
}
