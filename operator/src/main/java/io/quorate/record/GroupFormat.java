package io.quorate.record;

import com.fasterxml.jackson.core.type.TypeReference;
import io.quorate.core.Avoidance;
import io.quorate.core.Claim;
import io.quorate.core.Decided;
import io.quorate.core.Evidence;
import io.quorate.core.Failures;
import io.quorate.core.GroupRecord;
import io.quorate.core.Instance;
import io.quorate.core.Times;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The group record as data keys of a ConfigMap; one key a concern, so that people can read it. */
final class GroupFormat {

    static final String SCHEMA = "1";
    private static final Set<String> KEYS = Set.of("schema", "group", "groupUID", "epoch", "owners", "claim", "since",
            "instances", "failures", "avoided", "history");

    private GroupFormat() {}

    record OwnersJson(List<String> committed) {}

    record ClaimJson(long epoch, String node, MachineJson machine, String state, String time, String reason) {}

    record InstanceJson(String resource, String podUID, String pod, String node, MachineJson machine, long epoch,
            String state, String since, String readyAt, int restarts, String deletedAt, String bootIDAtDelete,
            EvidenceJson evidence) {}

    record EvidenceJson(String type, String ref, String time) {}

    record FailuresJson(String resource, String node, List<String> times) {}

    record AvoidedJson(String node, String until, String reason) {}

    record DecidedJson(long epoch, String time, String action, String from, String to, String reason,
            String evidence, String heardAt, String releasedAt, String readyAt) {}

    static Map<String, String> write(String group, String groupUid, GroupRecord record) {
        var data = new LinkedHashMap<String, String>();
        data.put("schema", SCHEMA);
        data.put("group", group);
        data.put("groupUID", groupUid);
        data.put("epoch", Long.toString(record.epoch()));
        data.put("owners", Json.write(new OwnersJson(record.owners())));
        data.put("claim", Json.write(record.claim().map(GroupFormat::json).orElse(null)));
        data.put("instances", Json.write(record.instances().stream().map(GroupFormat::json).toList()));
        data.put("since", record.since().toString());
        data.put("failures",
                Json.write(record.failures().stream().map(f -> new FailuresJson(f.resource(), f.node(),
                        f.times().stream().map(Instant::toString).toList())).toList()));
        data.put("avoided", Json.write(record.avoided().stream()
                .map(a -> new AvoidedJson(a.node(), a.until().toString(), a.reason())).toList()));
        data.put("history",
                Json.write(record.history().stream().map(d -> new DecidedJson(d.epoch(), d.time().toString(),
                        d.action().name(), d.from(), d.to(), d.reason(), d.evidence(), text(d.times().heard()),
                        text(d.times().released()), text(d.times().ready()))).toList()));
        return data;
    }

    /** @throws UnreadableRecord naming key, value and what is wrong with it */
    static GroupRecord read(Map<String, String> data, String group, String groupUid) {
        var keys = new Keys(data, KEYS);
        keys.expect("group", group);
        keys.expect("groupUID", groupUid);
        var record = new GroupRecord(keys.epoch("epoch"), keys.json("owners", new TypeReference<OwnersJson>() {
        }, GroupFormat::owners), keys.json("claim", new TypeReference<ClaimJson>() {
        }, c -> Optional.ofNullable(c).map(GroupFormat::claim)), keys.read("since", t -> Field.instant("since", t)),
                keys.json("instances", new TypeReference<List<InstanceJson>>() {
                }, l -> Field.list("instances", l).stream().map(GroupFormat::instance).toList()),
                keys.json("failures", new TypeReference<List<FailuresJson>>() {
                }, l -> Field.list("failures", l).stream().map(GroupFormat::failures).toList()),
                keys.json("avoided", new TypeReference<List<AvoidedJson>>() {
                }, l -> Field.list("avoided", l).stream().map(GroupFormat::avoidance).toList()),
                keys.json("history", new TypeReference<List<DecidedJson>>() {
                }, l -> Field.list("history", l).stream().map(GroupFormat::decided).toList()));
        GroupSense.contradiction(record).ifPresent(c -> {
            throw keys.wrong(c.part(), c.what());
        });
        return record;
    }

    private static ClaimJson json(Claim c) {
        return new ClaimJson(c.epoch(), c.node(), MachineJson.of(c.machine()), Json.title(c.state()),
                c.time().toString(), c.reason());
    }

    private static List<String> owners(OwnersJson o) {
        var owners = Field.list("committed", Field.present("owners", o).committed());
        owners.forEach(n -> Field.name("owner", n));
        return owners;
    }

    private static Claim claim(ClaimJson c) {
        return new Claim(Field.epoch("epoch", c.epoch()), Field.nameOrNone("node", c.node()),
                Field.present("machine", c.machine()).machine(),
                Json.constant(Claim.State.class, "state", c.state(), Json::title), Field.instant("time", c.time()),
                Field.filled("reason", c.reason()));
    }

    private static InstanceJson json(Instance i) {
        return new InstanceJson(i.resource(), i.podUid(), i.pod(), i.node(), MachineJson.of(i.machine()), i.epoch(),
                Json.title(i.state()), i.since().toString(), i.readyAt().map(Instant::toString).orElse(null),
                i.restarts(), i.deletedAt().map(Instant::toString).orElse(null), i.bootAtDelete().orElse(null),
                i.evidence().map(e -> new EvidenceJson(e.kind().name(), e.ref(), e.time().toString())).orElse(null));
    }

    private static Instance instance(InstanceJson i) {
        return new Instance(Field.filled("resource", i.resource()), Field.filled("podUID", i.podUID()),
                Field.name("pod", i.pod()), Field.nameOrNone("node", i.node()),
                Field.present("machine", i.machine()).machine(), Field.epoch("epoch", i.epoch()),
                Json.constant(Instance.State.class, "state", i.state(), Json::title), Field.instant("since", i.since()),
                Optional.ofNullable(i.readyAt()).map(t -> Field.instant("readyAt", t)),
                Field.count("restarts", i.restarts()),
                Optional.ofNullable(i.deletedAt()).map(t -> Field.instant("deletedAt", t)),
                Optional.ofNullable(i.bootIDAtDelete()),
                Optional.ofNullable(i.evidence()).map(GroupFormat::evidence));
    }

    private static Evidence evidence(EvidenceJson e) {
        return new Evidence(Json.constant(Evidence.Kind.class, "evidence.type", e.type(), Enum::name),
                Field.present("evidence.ref", e.ref()), Field.instant("evidence.time", e.time()));
    }

    private static Failures failures(FailuresJson f) {
        return new Failures(Field.filled("resource", f.resource()), Field.name("node", f.node()),
                Field.list("times", f.times()).stream().map(t -> Field.instant("times", t)).sorted().toList());
    }

    private static Avoidance avoidance(AvoidedJson a) {
        return new Avoidance(Field.name("node", a.node()), Field.instant("until", a.until()),
                Field.present("reason", a.reason()));
    }

    private static String text(Optional<Instant> time) { return time.map(Instant::toString).orElse(null); }

    private static Decided decided(DecidedJson d) {
        return new Decided(Field.epoch("epoch", d.epoch()), Field.instant("time", d.time()),
                Json.constant(Decided.Action.class, "action", d.action(), Enum::name),
                Field.nameOrNone("from", d.from()), Field.nameOrNone("to", d.to()), Field.present("reason", d.reason()),
                Field.present("evidence", d.evidence()),
                new Times(Field.instantOrNone("heardAt", d.heardAt()),
                        Field.instantOrNone("releasedAt", d.releasedAt()),
                        Field.instantOrNone("readyAt", d.readyAt())));
    }
}
