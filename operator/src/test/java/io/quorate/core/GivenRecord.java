package io.quorate.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The group record of a situation. */
final class GivenRecord {

    private GivenRecord() {}

    /** Nothing said: made, and no decision yet. {@code absent}: none. Any other text: unreadable, and why. */
    static Recorded read(JsonNode r, Declaration declared) {
        if (r == null) {
            return new Recorded.Present(new GroupRecord(0, declared.nodes(), Optional.empty(), Given.EARLIER,
                    List.of(), List.of(), List.of(), List.of()), true);
        }
        if (r.isTextual()) {
            return r.asText().equals("absent") ? new Recorded.Absent() : new Recorded.Unreadable(r.asText());
        }
        Given.only(r,
                Set.of("epoch", "owners", "claim", "since", "instances", "failures", "avoided", "history", "kept"));
        var epoch = r.path("epoch").asLong();
        var claim = Optional.ofNullable(r.get("claim")).map(c -> claim(epoch, c.asText()));
        var owners = r.has("owners") ? Given.texts(r.get("owners")) : declared.nodes();
        var since = Given.NOW.minus(Given.span(r.path("since").asText("60s")));
        return new Recorded.Present(new GroupRecord(epoch, owners, claim, since,
                Given.texts(r.path("instances")).stream().map(t -> instance(epoch, t)).toList(),
                Given.texts(r.path("failures")).stream().map(GivenRecord::failures).toList(),
                Given.texts(r.path("avoided")).stream().map(GivenRecord::avoidance).toList(),
                Given.texts(r.path("history")).stream().map(GivenRecord::decided).toList()),
                r.path("kept").asBoolean(true));
    }

    /** {@code held n1 [because Failback]} or {@code released n1 because QuorumLost}; then {@code under 5} if of another epoch. */
    private static Claim claim(long recorded, String text) {
        var under = text.split(" under ");
        var epoch = under.length > 1 ? Long.parseLong(under[1]) : recorded;
        var words = under[0].split(" ");
        return switch (words[0]) {
            case "held" -> new Claim(epoch, words[1], Given.machine(words[1]), Claim.State.HELD, Given.EARLIER,
                    words.length > 3 ? words[3] : "FirstEligibleOwner");
            case "released" -> new Claim(epoch, words[1], Given.machine(words[1]), Claim.State.RELEASED, Given.EARLIER,
                    words[3]);
            default -> throw new IllegalArgumentException("claim: " + text);
        };
    }

    /**
     * {@code db-0 on n1}; then, after commas: {@code resource db}, {@code epoch 2}, {@code found}, {@code for 5m},
     * {@code unready} (never seen ready), {@code restarts 2}, {@code stopping in boot 1}, {@code stopped by X},
     * {@code of an unknown machine}.
     */
    private static Instance instance(long epoch, String text) {
        var parts = List.of(text.split(", "));
        var words = parts.getFirst().split(" ");
        var node = words.length > 2 ? words[2] : "";
        var resource = Resource.MAIN.name();
        var own = epoch;
        var since = Given.EARLIER;
        for (var part : parts) {
            own = part.startsWith("epoch ") ? Long.parseLong(part.substring(6)) : part.equals("found") ? 0 : own;
            resource = part.startsWith("resource ") ? part.substring(9) : resource;
            since = part.startsWith("for ") ? Given.NOW.minus(Given.span(part.substring(4))) : since;
        }
        var instance = new Instance(resource, words[0], GivenPods.name(words[0]), node, Given.machine(node), own,
                Instance.State.ADMITTED, since, Optional.of(Given.EARLIER), 0, Optional.empty(), Optional.empty(),
                Optional.empty());
        for (var part : parts.subList(1, parts.size())) {
            instance = with(instance, part);
        }
        return instance;
    }

    private static Instance with(Instance i, String part) {
        var last = part.substring(part.lastIndexOf(' ') + 1);
        return switch (part.split(" ")[0]) {
            case "epoch", "found", "resource", "for" -> i;
            case "unready" ->
                new Instance(i.resource(), i.podUid(), i.pod(), i.node(), i.machine(), i.epoch(), i.state(),
                        i.since(), Optional.empty(), i.restarts(), i.deletedAt(), i.bootAtDelete(), i.evidence());
            case "of" -> i.boundTo(i.node(), new Machine("", "", "", "", ""));
            case "restarts" -> i.restarted(Integer.parseInt(last));
            case "stopping" -> i.stopping(Given.EARLIER, "boot-" + last);
            case "stopped" -> i.stopped(new Evidence(Evidence.Kind.valueOf(last), "", Given.EARLIER));
            default -> throw new IllegalArgumentException("instance: " + part);
        };
    }

    /** {@code main on n1: 3 since 5m}, the others a minute ago; {@code main on n1: 10m 5m 1m}. */
    private static Failures failures(String text) {
        var words = text.split(" on |: | since ");
        if (words.length == 3) {
            return new Failures(words[0], words[1],
                    Stream.of(words[2].split(" ")).map(t -> Given.NOW.minus(Given.span(t))).toList());
        }
        var times = new ArrayList<>(Collections.nCopies(Integer.parseInt(words[2]), Given.EARLIER));
        times.set(0, Given.NOW.minus(Given.span(words[3])));
        return new Failures(words[0], words[1], times);
    }

    /** {@code 3 to n1 10s ago}. */
    private static Decided decided(String text) {
        var words = text.split(" to | ");
        return new Decided(Long.parseLong(words[0]), Given.NOW.minus(Given.span(words[2])), Decided.Action.Move, "",
                words[1], "Relocation", "", Times.NONE);
    }

    /** {@code n1 for 5m because ...}. */
    private static Avoidance avoidance(String text) {
        var words = text.split(" ", 5);
        return new Avoidance(words[0], Given.NOW.plus(Given.span(words[2])), words[4]);
    }
}
