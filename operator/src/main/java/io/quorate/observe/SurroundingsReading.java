package io.quorate.observe;

import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.api.v1alpha1.ResourceSpec;
import io.quorate.core.Declaration;
import io.quorate.core.GroupRecord;
import io.quorate.core.NodeSight;
import io.quorate.core.Surroundings;
import io.quorate.core.Surroundings.Readiness;
import io.quorate.port.Api;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
        return new Surroundings(objects(group), Map.of(), Declarations.window(group, now),
                others.of(declared, nodes), rivals.of(declared, record, nodes, now),
                asked.stream().map(Requests::sight).toList(), Set.of());
    }

    private Map<String, Readiness> objects(ResourceGroup group) {
        var namespace = group.getMetadata().getNamespace();
        return Optional.ofNullable(group.getSpec().resources()).orElse(List.of()).stream()
                .filter(r -> r.ref() != null)
                .collect(Collectors.toMap(ResourceSpec::name, r -> objects.of(namespace, r.ref())));
    }
}
