package io.quorate.core;

import java.util.ArrayList;
import java.util.List;

/** Who comes next: the owners in the user's order, each with why it could or could not become active. */
final class Succession {

    private Succession() {}

    static List<Owner> of(GroupState state, GroupRecord record) {
        var owners = new ArrayList<Owner>();
        for (var name : state.declared().nodes()) {
            owners.add(owner(state, record, state.node(name)));
        }
        return List.copyOf(owners);
    }

    private static Owner owner(GroupState state, GroupRecord record, NodeSight node) {
        var standing = node.standing(state.grace());
        if (standing != Standing.ONLINE) {
            return impossible(node, false, standing.reason(), standing.words() + boot(node));
        }
        if (record.held().filter(c -> c.node().equals(node.name())).isPresent()) {
            return new Owner(node.name(), true, Owner.TakeOver.ACTIVE, "Claimed", "");
        }
        // The group may wait longer before it believes in a loss; it is no reason to start on a node that is down.
        if (node.silent(state.downAfter())) {
            return impossible(node, true, Standing.SILENT.reason(),
                    "Lease silent, for less than the grace period" + boot(node));
        }
        if (node.cordoned()) {
            return impossible(node, true, "Cordoned", "cordoned: votes, but is not made active");
        }
        if (node.outOfService() != OutOfService.ABSENT) {
            return impossible(node, true, "OutOfService",
                    "carries the taint node.kubernetes.io/out-of-service; remove it once the node serves again");
        }
        var avoidance = record.avoided().stream()
                .filter(a -> a.node().equals(node.name()) && a.until().isAfter(state.now())).findFirst();
        if (avoidance.isPresent()) {
            return impossible(node, true, "Avoided",
                    avoidance.get().reason() + "; avoided until " + avoidance.get().until());
        }
        return new Owner(node.name(), true, Owner.TakeOver.READY, "Eligible", "");
    }

    private static String boot(NodeSight node) {
        return node.exists() && !node.machine().bootId().isEmpty() ? "; boot id " + node.machine().bootId() : "";
    }

    private static Owner impossible(NodeSight node, boolean counted, String reason, String message) {
        return new Owner(node.name(), counted, Owner.TakeOver.IMPOSSIBLE, reason, message);
    }
}
