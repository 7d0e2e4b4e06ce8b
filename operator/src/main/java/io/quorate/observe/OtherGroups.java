package io.quorate.observe;

import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.api.v1alpha1.ResourceGroupStatus;
import io.quorate.core.Allocation;
import io.quorate.core.Constraint;
import io.quorate.core.Declaration;
import io.quorate.core.NodeSight;
import io.quorate.core.Surroundings.Other;
import io.quorate.port.Api;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The groups that matter to one: those that its constraints name, those that these wait for in turn, and those that want
 * to be apart from it. Each is one read; a group to which none matters costs none.
 */
final class OtherGroups {

    private final Api api;

    OtherGroups(Api api) {
        this.api = api;
    }

    Map<String, Other> of(Declaration declared, Collection<NodeSight> nodes) {
        var found = new HashMap<String, Other>();
        var next = new ArrayDeque<String>();
        declared.constraints().stream().map(Constraint::group).forEach(next::add);
        nodes.stream().flatMap(n -> n.record().stream()).flatMap(r -> r.allocations().stream())
                .filter(a -> a.apart().contains(declared.key())).map(Allocation::group).forEach(next::add);
        while (!next.isEmpty()) {
            var key = next.remove();
            if (!key.equals(declared.key()) && !found.containsKey(key)) {
                var other = read(key);
                found.put(key, other);
                other.constraints().stream().filter(Constraint::waits).map(Constraint::group).forEach(next::add);
            }
        }
        return found;
    }

    private Other read(String key) {
        var names = key.split("/", 2);
        return api.group(names[0], names[1]).map(OtherGroups::sight)
                .orElse(Other.NONE);
    }

    private static Other sight(ResourceGroup group) {
        var status = Optional.ofNullable(group.getStatus());
        var declared = Declarations.of(group);
        var ready = status.map(ResourceGroupStatus::conditions).orElse(List.of()).stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
        return new Other(true, status.map(ResourceGroupStatus::activeNode), ready, declared.priority(),
                declared.nodes(), declared.constraints());
    }
}
