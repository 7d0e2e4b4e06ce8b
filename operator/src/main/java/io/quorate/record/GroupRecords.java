package io.quorate.record;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.quorate.api.v1alpha1.Names;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.GroupRecord;
import io.quorate.core.Recorded;
import io.quorate.port.Api;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Group records: one ConfigMap for each group, in its namespace. Every write is a compare-and-set. */
public final class GroupRecords {

    private static final String FINALIZER = "quorate.io/record";
    private static final String REBUILT = "quorate.io/rebuilt";

    private final Api api;
    private final Clock clock;
    private final LastRead<GroupRecord> last = new LastRead<>();

    public GroupRecords(Api api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    /** Name of a group's record. */
    public static String name(String group) { return "quorate-group-" + group; }

    /** The newest state, from the API server and no cache. */
    public Versioned<Recorded> read(ResourceGroup group) {
        var meta = group.getMetadata();
        var map = api.configMap(meta.getNamespace(), name(meta.getName()));
        return Versioned.of(map.map(m -> recorded(m, meta.getName(), meta.getUid())).orElseGet(Recorded.Absent::new),
                map);
    }

    private Recorded recorded(ConfigMap map, String group, String groupUid) {
        try {
            var data = Optional.ofNullable(map.getData()).orElse(Map.of());
            var record = last.record(map.getMetadata().getNamespace() + "/" + group, groupUid, data,
                    () -> GroupFormat.read(data, group, groupUid));
            return new Recorded.Present(record, map.getMetadata().getFinalizers().contains(FINALIZER));
        } catch (UnreadableRecord e) {
            return new Recorded.Unreadable(e.in(map, Recorded.Unreadable.REMEDY).getMessage());
        }
    }

    /** Creates the record, or replaces it if it still has that version; a conflict is a {@code 409} to the caller. */
    public void write(ResourceGroup group, Optional<String> version, GroupRecord next, boolean rebuilt) {
        var meta = group.getMetadata();
        var owner = new OwnerReferenceBuilder().withApiVersion(group.getApiVersion()).withKind(group.getKind())
                .withName(meta.getName()).withUid(meta.getUid()).withController(true).withBlockOwnerDeletion(true)
                .build();
        var map = new ConfigMapBuilder().withNewMetadata().withNamespace(meta.getNamespace())
                .withName(name(meta.getName()))
                .addToLabels(Names.RECORD_LABEL, "group").addToLabels("app.kubernetes.io/managed-by", "quorate")
                .withFinalizers(FINALIZER).withOwnerReferences(owner)
                .withResourceVersion(version.orElse(null)).endMetadata()
                .withData(GroupFormat.write(meta.getName(), meta.getUid(), next));
        if (rebuilt) {
            map.editMetadata().addToAnnotations(REBUILT, clock.instant().toString()).endMetadata();
        }
        if (version.isPresent()) {
            api.update(map.build());
        } else {
            api.create(map.build());
        }
    }

    /** Takes the record's finalizer off: its group is gone. */
    public void letGo(ResourceGroup group, String version) {
        var meta = group.getMetadata();
        last.gone(meta.getNamespace() + "/" + meta.getName());
        api.configMap(meta.getNamespace(), name(meta.getName()))
                .filter(m -> m.getMetadata().getResourceVersion().equals(version))
                .ifPresent(m -> api.update(
                        new ConfigMapBuilder(m).editMetadata().removeFromFinalizers(FINALIZER).endMetadata().build()));
    }
}
