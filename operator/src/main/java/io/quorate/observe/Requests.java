package io.quorate.observe;

import io.quorate.api.v1alpha1.Relocation;
import io.quorate.api.v1alpha1.RelocationStatus;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.Surroundings;
import io.quorate.port.Api;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Moves that were asked for by hand and have not ended. */
final class Requests {

    private static final Comparator<Relocation> OLDEST_FIRST = Comparator
            .<Relocation, Instant>comparing(r -> Instant.parse(r.getMetadata().getCreationTimestamp()))
            .thenComparing(r -> r.getMetadata().getName());

    private final Api api;
    private final Predicate<ResourceGroup> any;

    Requests(Api api, Predicate<ResourceGroup> any) {
        this.api = api;
        this.any = any;
    }

    List<Relocation> of(ResourceGroup group) {
        var meta = group.getMetadata();
        return !any.test(group)
                ? List.of()
                : api.relocations(meta.getNamespace()).stream()
                        .filter(r -> r.getSpec().group().equals(meta.getName()) && !ended(r)
                                && r.getMetadata().getDeletionTimestamp() == null)
                        .sorted(OLDEST_FIRST).toList();
    }

    private static boolean ended(Relocation request) {
        return Optional.ofNullable(request.getStatus()).map(RelocationStatus::completionTime).isPresent();
    }

    static Surroundings.Relocation sight(Relocation request) {
        var spec = request.getSpec();
        var moved = Optional.ofNullable(request.getStatus()).stream().flatMap(s -> s.conditions().stream())
                .anyMatch(c -> c.getType().equals("Moved") && c.getStatus().equals("True"));
        return new Surroundings.Relocation(request.getMetadata().getName(), Optional.ofNullable(spec.to()),
                Optional.ofNullable(spec.awayFrom()), Instant.parse(request.getMetadata().getCreationTimestamp()),
                Instant.parse(spec.until()), moved);
    }
}
