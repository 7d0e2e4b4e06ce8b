package io.quorate.observe;

import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.Declaration;
import io.quorate.core.GroupRecord;
import io.quorate.core.NodeSight;
import io.quorate.core.Surroundings;
import io.quorate.core.Surroundings.Readiness;
import io.quorate.port.Api;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what a group depends on beyond its own nodes and pods; a group that declares no such thing costs no read. */
final class SurroundingsReading {

    private final ObjectReading objects;
    private final OtherGroups others;
    private final Rivals rivals;

    SurroundingsReading(Api api) {
        this.objects = new ObjectReading(api);
        this.others = new OtherGroups(api);
        this.rivals = new Rivals(api);
    }

    Surroundings of(ResourceGroup group, Declaration declared, GroupRecord record, Collection<NodeSight> nodes,
            List<Relocation> asked, Instant now) {
        var readiness = new HashMap<String, Readiness>();
        var wrong = objects(group, readiness);
        return new Surroundings(readiness, Map.of(), Declarations.window(group, now),
                others.of(declared, nodes), rivals.of(declared, record, nodes, now),
                asked.stream().map(Requests::sight).toList(), Set.of(), wrong);
    }

    /** Fills in how ready each object is; returns what is wrong with the first expression that nothing can meet. */
    private Optional<String> objects(ResourceGroup group, Map<String, Readiness> readiness) {
        Optional<String> wrong = Optional.empty();
        for (var resource : Optional.ofNullable(group.getSpec().resources()).orElse(List.of())) {
            try {
                if (resource.ref() != null) {
                    readiness.put(resource.name(), objects.of(group.getMetadata().getNamespace(), resource));
                }
            } catch (Expressions.Invalid e) {
                var why = "spec.resources[" + resource.name() + "].readiness.expression cannot be evaluated: "
                        + e.getMessage() + "; correct it: what comes after " + resource.name() + " waits";
                readiness.put(resource.name(), new Readiness(false, why));
                wrong = wrong.or(() -> Optional.of(why));
            }
        }
        return wrong;
    }
}
