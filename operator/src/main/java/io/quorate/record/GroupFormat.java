package io.quorate.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.quorate.core.Avoidance;
import io.quorate.core.Claim;
import io.quorate.core.Decided;
import io.quorate.core.Evidence;
import io.quorate.core.Failures;
import io.quorate.core.GroupRecord;
import io.quorate.core.Instance;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The group record as data keys of a ConfigMap; one key a concern, so that people can read it. */
final class GroupFormat {

    static final String SCHEMA = "1";

    private GroupFormat() {}

    record OwnersJson(List<String> committed) {}

    record ClaimJson(long epoch, String node, MachineJson machine, String state, String time, String reason) {}

    record InstanceJson(String resource, String podUID, String pod, String node, MachineJson machine, long epoch,
            String state, String since, String readyAt, int restarts, String deletedAt, String bootIDAtDelete,
            EvidenceJson evidence) {}

    record EvidenceJson(String type, String ref, String time) {}

    record FailuresJson(String resource, String node, int count, String first, String last) {}

    record AvoidedJson(String node, String until, String reason) {}

    record DecidedJson(long epoch, String time, String action, String from, String to, String reason,
            String evidence) {}

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
        data.put("revoked", Long.toString(record.revoked()));
        data.put("failures",
                Json.write(record.failures().stream().map(f -> new FailuresJson(f.resource(), f.node(), f.count(),
                        f.first().toString(), f.last().toString())).toList()));
        data.put("avoided", Json.write(record.avoided().stream()
                .map(a -> new AvoidedJson(a.node(), a.until().toString(), a.reason())).toList()));
        data.put("history",
                Json.write(record.history().stream().map(d -> new DecidedJson(d.epoch(), d.time().toString(),
                        d.action().name(), d.from(), d.to(), d.reason(), d.evidence())).toList()));
        return data;
    }

    /** @throws UnreadableRecord naming key, value and what is wrong with it */
    static GroupRecord read(Map<String, String> data, String groupUid) {
        expect("schema", data.get("schema"), SCHEMA);
        expect("groupUID", data.get("groupUID"), groupUid);
        var record = new GroupRecord(number("epoch", data.get("epoch")),
                parse(data, "owners", new TypeReference<OwnersJson>() {
                }, o -> o.committed()),
                parse(data, "claim", new TypeReference<ClaimJson>() {
                }, c -> Optional.ofNullable(c).map(GroupFormat::claim)),
                since(data.get("since")), number("revoked", data.get("revoked")),
                parse(data, "instances", new TypeReference<List<InstanceJson>>() {
                }, l -> l.stream().map(GroupFormat::instance).toList()),
                parse(data, "failures", new TypeReference<List<FailuresJson>>() {
                }, l -> l.stream().map(f -> new Failures(f.resource(), f.node(), f.count(), Instant.parse(f.first()),
                        Instant.parse(f.last()))).toList()),
                parse(data, "avoided", new TypeReference<List<AvoidedJson>>() {
                },
                        l -> l.stream().map(a -> new Avoidance(a.node(), Instant.parse(a.until()), a.reason()))
                                .toList()),
                parse(data, "history", new TypeReference<List<DecidedJson>>() {
                }, l -> l.stream().map(GroupFormat::decided).toList()));
        consistent(record);
        return record;
    }

    private static void consistent(GroupRecord record) {
        record.claim().ifPresent(claim -> {
            if (claim.epoch() > record.epoch() || claim.node().isEmpty() && claim.state() == Claim.State.HELD) {
                throw new UnreadableRecord("claim",
                        "of epoch " + claim.epoch() + " on '" + claim.node() + "' contradicts epoch " + record.epoch());
            }
        });
        var uids = new HashSet<String>();
        for (var instance : record.instances()) {
            if (instance.epoch() > record.epoch() || !uids.add(instance.podUid())) {
                throw new UnreadableRecord("instances", "pod " + instance.podUid() + " of epoch " + instance.epoch()
                        + " stands twice or is ahead of epoch " + record.epoch());
            }
        }
    }

    private static long number(String key, String value) {
        try {
            var number = Long.parseLong(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new UnreadableRecord(key, "'" + value + "' is no number");
        }
        throw new UnreadableRecord(key, value + " is below 0");
    }

    private static Instant since(String value) {
        try {
            return Instant.parse(String.valueOf(value));
        } catch (java.time.DateTimeException e) {
            throw new UnreadableRecord("since", "'" + value + "' is no time");
        }
    }

    private static void expect(String key, String value, String expected) {
        if (!expected.equals(value)) {
            throw new UnreadableRecord(key, "'" + value + "' instead of '" + expected + "'");
        }
    }

    private interface Reader<J, V> {
        V read(J json);
    }

    private static <J, V> V parse(Map<String, String> data, String key, TypeReference<J> type, Reader<J, V> reader) {
        try {
            return reader.read(Json.read(data.getOrDefault(key, ""), type));
        } catch (JsonProcessingException e) {
            throw new UnreadableRecord(key, e.getOriginalMessage());
        } catch (IllegalArgumentException | NullPointerException | java.time.DateTimeException e) {
            throw new UnreadableRecord(key, String.valueOf(e.getMessage()));
        }
    }

    private static ClaimJson json(Claim c) {
        return new ClaimJson(c.epoch(), c.node(), MachineJson.of(c.machine()), Json.title(c.state()),
                c.time().toString(), c.reason());
    }

    private static Claim claim(ClaimJson c) {
        return new Claim(c.epoch(), c.node(), c.machine().machine(), Json.constant(Claim.State.class, c.state()),
                Instant.parse(c.time()), c.reason());
    }

    private static InstanceJson json(Instance i) {
        return new InstanceJson(i.resource(), i.podUid(), i.pod(), i.node(), MachineJson.of(i.machine()), i.epoch(),
                Json.title(i.state()), i.since().toString(), i.readyAt().map(Instant::toString).orElse(null),
                i.restarts(), i.deletedAt().map(Instant::toString).orElse(null), i.bootAtDelete().orElse(null),
                i.evidence().map(e -> new EvidenceJson(e.kind().name(), e.ref(), e.time().toString())).orElse(null));
    }

    private static Instance instance(InstanceJson i) {
        return new Instance(i.resource(), java.util.Objects.requireNonNull(i.podUID(), "podUID"), i.pod(), i.node(),
                i.machine().machine(),
                i.epoch(), Json.constant(Instance.State.class, i.state()), Instant.parse(i.since()),
                Optional.ofNullable(i.readyAt()).map(Instant::parse), i.restarts(),
                Optional.ofNullable(i.deletedAt()).map(Instant::parse),
                Optional.ofNullable(i.bootIDAtDelete()), Optional.ofNullable(i.evidence())
                        .map(e -> new Evidence(Evidence.Kind.valueOf(e.type()), e.ref(), Instant.parse(e.time()))));
    }

    private static Decided decided(DecidedJson d) {
        return new Decided(d.epoch(), Instant.parse(d.time()), Decided.Action.valueOf(d.action()), d.from(), d.to(),
                d.reason(), d.evidence());
    }
}
