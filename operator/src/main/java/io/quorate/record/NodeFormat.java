package io.quorate.record;

import com.fasterxml.jackson.core.type.TypeReference;
import io.quorate.core.Allocation;
import io.quorate.core.NodeRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A node record as data keys of a ConfigMap. */
final class NodeFormat {

    private static final Set<String> KEYS = Set.of("schema", "node", "nodeUID", "recovery", "bootID",
            "contradictedBoot", "fencedBoot", "since", "losses", "groups", "allocations");

    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,16}([.][0-9]{1,3})?");
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private NodeFormat() {}

    private record AllocationJson(String group, String groupUID, long epoch, Map<String, String> requests,
            List<String> apart) {}

    static Map<String, String> write(NodeRecord record) {
        var data = new LinkedHashMap<String, String>();
        data.put("schema", GroupFormat.SCHEMA);
        data.put("node", record.node());
        data.put("nodeUID", record.nodeUid());
        data.put("recovery", word(record.recovery()));
        data.put("bootID", record.bootId());
        data.put("contradictedBoot", record.contradictedBoot());
        data.put("fencedBoot", record.fencedBoot());
        data.put("since", record.since().toString());
        data.put("losses", Json.write(record.losses().stream().map(Instant::toString).toList()));
        data.put("groups", Json.write(record.groups()));
        data.put("allocations", Json.write(record.allocations().stream()
                .map(a -> new AllocationJson(a.group(), a.groupUid(), a.epoch(), words(a.requests()), a.apart()))
                .toList()));
        return data;
    }

    /** @throws UnreadableRecord naming key, value and what is wrong with it */
    static NodeRecord read(Map<String, String> data, String node) {
        var keys = new Keys(data, KEYS);
        keys.expect("node", node);
        var record = new NodeRecord(node, keys.read("nodeUID", uid -> uid),
                keys.read("recovery", r -> Json.constant(NodeRecord.Recovery.class, "recovery", r, NodeFormat::word)),
                keys.read("bootID", boot -> boot), keys.read("contradictedBoot", boot -> boot),
                keys.read("fencedBoot", boot -> boot),
                keys.read("since", t -> Field.instant("since", t)),
                keys.json("losses", new TypeReference<List<String>>() {
                }, l -> Field.list("losses", l).stream().map(t -> Field.instant("losses", t)).toList()),
                keys.json("groups", new TypeReference<List<String>>() {
                }, l -> Field.list("groups", l)),
                keys.json("allocations", new TypeReference<List<AllocationJson>>() {
                }, l -> Field.list("allocations", l).stream().map(NodeFormat::allocation).toList()));
        if (record.allocations().stream().map(Allocation::groupUid).distinct().count() < record.allocations().size()) {
            throw keys.wrong("allocations", "a groupUID is listed twice");
        }
        return record;
    }

    private static Allocation allocation(AllocationJson a) {
        return new Allocation(Field.filled("group", a.group()), Field.filled("groupUID", a.groupUID()),
                Field.epoch("epoch", a.epoch()), amounts(a.requests()), Field.list("apart", a.apart()));
    }

    private static Map<String, Long> amounts(Map<String, String> requests) {
        var amounts = new TreeMap<String, Long>();
        Field.present("requests", requests).forEach((resource, amount) -> {
            if (!AMOUNT.matcher(Field.present("requests." + resource, amount)).matches()) {
                throw new IllegalArgumentException("requests." + resource + " '" + amount
                        + "' is no amount with three decimals at most");
            }
            amounts.put(resource, new BigDecimal(amount).movePointRight(3).min(MOST).longValueExact());
        });
        return amounts;
    }

    private static Map<String, String> words(Map<String, Long> requests) {
        var words = new TreeMap<String, String>();
        requests.forEach((resource, amount) -> words.put(resource,
                BigDecimal.valueOf(amount, 3).stripTrailingZeros().toPlainString()));
        return words;
    }

    private static String word(NodeRecord.Recovery recovery) { return recovery.name().toLowerCase(Locale.ROOT); }
}
