package io.quorate.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan as text: the steps, each with its reason, and what is told. */
final class Then {

    private static final YAMLMapper YAML = YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES).enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .disable(YAMLGenerator.Feature.SPLIT_LINES).build();

    private Then() {}

    static String of(Plan plan) {
        var report = plan.report();
        var all = new LinkedHashMap<String, Object>();
        all.put("steps", plan.steps().stream().map(Then::step).toList());
        all.put("verdict", report.quorum().verdict() + " — " + report.quorum().words());
        all.put("active", report.activeNode().orElse("nowhere") + ", epoch " + report.epoch());
        all.put("resources", report.resources().stream().map(Then::resource).toList());
        all.put("conditions", report.conditions().stream().collect(Collectors.toMap(Report.Condition::type,
                c -> c.answer() + " " + c.reason() + (c.message().isEmpty() ? "" : " — " + c.message()), (a, _) -> a,
                LinkedHashMap::new)));
        all.put("votes", report.owners().stream()
                .collect(Collectors.toMap(Owner::node, Then::owner, (a, _) -> a, LinkedHashMap::new)));
        if (!report.doubts().isEmpty()) {
            all.put("in doubt",
                    report.doubts().stream()
                            .map(d -> Remedies.names(List.of(d.instance())) + ", settled by "
                                    + String.join(", ", d.accepts()))
                            .toList());
        }
        if (!plan.refusals().isEmpty()) {
            all.put("not done", plan.refusals().stream().map(r -> r.what() + ": " + r.reason()
                    + (r.message().isEmpty() ? "" : " — " + r.message())).toList());
        }
        if (!report.asked().isEmpty()) {
            all.put("relocations",
                    report.asked().stream().map(a -> a.relocation() + " " + a.phase() + " — " + a.message())
                            .toList());
        }
        all.put("look again", plan.lookAgain().map(d -> d.toSeconds() + "s").orElse("on the next event"));
        if (plan.released()) {
            all.put("released", true);
        }
        try {
            return YAML.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(Report.Shown shown) {
        return shown.resource() + ": " + (shown.pod().isEmpty() ? "" : shown.pod() + " ") + shown.state()
                + (shown.message().isEmpty() ? "" : " — " + shown.message());
    }

    private static String owner(Owner owner) {
        return (owner.counted() ? "counted" : "missing") + ", " + owner.takeOver() + " " + owner.reason()
                + (owner.message().isEmpty() ? "" : " — " + owner.message());
    }

    private static Map<String, Object> step(Step step) {
        return switch (step) {
            case Step.WriteRecord(var next, var why) -> record(next, why);
            case Step.WriteNodeRecord(var next, var why) -> node(next, why);
            case Step.HoldPod(var pod, var why) -> Map.of("hold " + pod.uid(), why);
            case Step.OpenGate(var pod, var node, var epoch, var why) ->
                Map.of("open " + pod.uid() + " for " + node + " under epoch " + epoch, why);
            case Step.StampPod(var pod, var epoch, var why) ->
                Map.of("stamp " + pod.uid() + " with epoch " + epoch, why);
            case Step.DeletePod(var pod, var why) -> Map.of("delete " + pod.uid(), why);
            case Step.ForceDeletePod(var pod, var why) -> Map.of("delete " + pod.uid() + " with grace 0", why);
            case Step.LetPodGo(var pod, var why) -> Map.of("take the finalizer off " + pod.uid(), why);
            case Step.AskFence(var node, var machine, var covers, var _, var why) ->
                Map.of("ask for a fence of " + node + " in "
                        + machine.bootId() + " for " + String.join(", ", new java.util.TreeSet<>(covers)), why);
            case Step.ShowEpoch(var epoch, var why) -> Map.of("show epoch " + epoch, why);
            case Step.LetRecordGo(var why) -> Map.of("take the finalizer off the record", why);
        };
    }

    private static Map<String, Object> record(GroupRecord record, String why) {
        var step = new LinkedHashMap<String, Object>();
        step.put("write group record", why);
        step.put("epoch", record.epoch());
        step.put("owners", String.join(", ", record.owners()));
        step.put("claim",
                record.claim().map(c -> lower(c.state()) + " " + c.node() + " in " + c.machine().bootId() + " because "
                        + c.reason()).orElse("none"));
        put(step, "instances", record.instances().stream().map(Then::instance).toList());
        put(step, "failures", record.failures().stream().map(f -> f.resource() + " on " + f.node() + ": "
                + f.times().size() + " since " + f.times().getFirst()).toList());
        put(step, "avoided",
                record.avoided().stream().map(a -> a.node() + " until " + a.until() + ", " + a.reason()).toList());
        put(step, "history",
                record.history().stream()
                        .map(h -> h.epoch() + " " + h.action() + (h.from().isEmpty() ? "" : " from " + h.from())
                                + " to " + h.to() + " because " + h.reason()
                                + (h.evidence().isEmpty() ? "" : ", proven by " + h.evidence()))
                        .toList());
        return step;
    }

    private static String instance(Instance i) {
        return (i.resource().equals("main") ? "" : i.resource() + " ") + i.podUid() + " on "
                + (i.node().isEmpty() ? "no node" : i.node())
                + (i.found() ? ", found, " : ", epoch " + i.epoch() + ", ")
                + lower(i.state())
                + i.evidence().map(e -> " by " + e.kind() + (e.ref().isEmpty() ? "" : " of " + e.ref()))
                        .orElse(i.bootAtDelete().map(b -> " in " + b).orElse(""));
    }

    private static Map<String, Object> node(NodeRecord record, String why) {
        var step = new LinkedHashMap<String, Object>();
        step.put("write node record " + record.node(), why);
        step.put("is", lower(record.recovery()) + " in " + record.bootId()
                + (record.contradictedBoot().isEmpty()
                        ? ""
                        : ", out-of-service not believed in " + record.contradictedBoot())
                + (record.fencedBoot().isEmpty() ? "" : ", fenced in " + record.fencedBoot()));
        put(step, "losses", record.losses().stream().map(Instant::toString).toList());
        put(step, "groups", record.groups());
        put(step, "allocations", record.allocations().stream().map(a -> a.group() + " epoch " + a.epoch()
                + (a.requests().isEmpty() ? "" : " asks " + amounts(a.requests()))
                + (a.apart().isEmpty() ? "" : " apart from " + String.join(", ", a.apart()))).toList());
        return step;
    }

    /** As they are given: {@code cpu 2 memory 4}. */
    private static String amounts(Map<String, Long> thousandths) {
        return new java.util.TreeMap<>(thousandths).entrySet().stream()
                .map(e -> e.getKey() + " " + java.math.BigDecimal.valueOf(e.getValue(), 3).stripTrailingZeros()
                        .toPlainString())
                .collect(Collectors.joining(" "));
    }

    private static void put(Map<String, Object> step, String key, List<String> lines) {
        if (!lines.isEmpty()) {
            step.put(key, lines);
        }
    }

    private static String lower(Enum<?> word) { return word.name().toLowerCase(java.util.Locale.ROOT); }
}
