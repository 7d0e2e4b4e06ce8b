package io.quorate.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The pods of a situation. */
final class GivenPods {

    private GivenPods() {}

    static String name(String uid) { return uid.contains("/") ? uid.substring(0, uid.indexOf('/')) : uid; }

    static List<PodSight> read(JsonNode all) {
        var pods = new ArrayList<PodSight>();
        all.properties().forEach(e -> pods.add(e.getValue().isTextual()
                ? pod(e.getKey(), e.getValue().asText(), Map.of())
                : pod(e.getKey(), e.getValue().path("state").asText(), containers(e.getValue().path("containers")))));
        return pods;
    }

    private static Map<String, String> containers(JsonNode node) {
        var all = new LinkedHashMap<String, String>();
        node.properties().forEach(e -> all.put(e.getKey(), e.getValue().asText()));
        return all;
    }

    /**
     * The key is the pod's name, or {@code name/which} for another pod of the same name. Its state is {@code gated},
     * {@code unbound} or {@code on n1}; then, after commas: {@code held} (or {@code held before}: under a record that was
     * lost), {@code epoch 3}, {@code running},
     * {@code ready}, {@code deleted}, {@code forced}, {@code failed by kubelet|others}, {@code succeeded}, {@code stale},
     * {@code unschedulable}, {@code other gate x}, {@code resource db},
     * {@code restarts 3}, {@code asks cpu 2}, {@code deleted 5m ago}, {@code trouble WORDS}. A running pod has a running container {@code db}, a failed one a
     * terminated one, any other none that is reported.
     */
    private static PodSight pod(String uid, String text, Map<String, String> containers) {
        Optional<String> node = Optional.empty();
        var epoch = OptionalLong.empty();
        var gates = new ArrayList<String>();
        var phase = PodSight.Phase.PENDING;
        var kubelet = true;
        var container = "unreported";
        var flags = new LinkedHashSet<String>();
        var resource = Resource.MAIN.name();
        var restarts = 0;
        Map<String, Long> requests = Map.of();
        var trouble = "";
        var gone = Optional.<Instant>empty();
        for (var part : text.split(", ")) {
            var words = part.split(" ", 2);
            switch (words[0]) {
                case "held" -> flags.add(part);
                case "gated", "unbound", "forced", "stale", "unschedulable" -> flags.add(words[0]);
                case "deleted" -> gone = Optional.of(words.length == 1
                        ? Given.EARLIER.plusSeconds(50)
                        : Given.NOW.minus(Given.span(words[1].replace(" ago", ""))));
                case "resource" -> resource = words[1];
                case "restarts" -> restarts = Integer.parseInt(words[1]);
                case "asks" -> requests = Given.amounts(words[1]);
                case "trouble" -> trouble = words[1];
                case "on" -> node = Optional.of(words[1]);
                case "epoch" -> epoch = OptionalLong.of(Long.parseLong(words[1]));
                case "running", "ready" -> {
                    flags.add(words[0]);
                    phase = PodSight.Phase.RUNNING;
                    container = "running";
                }
                case "failed" -> {
                    phase = PodSight.Phase.FAILED;
                    kubelet = words[1].equals("by kubelet");
                    container = "terminated";
                }
                case "succeeded" -> {
                    phase = PodSight.Phase.SUCCEEDED;
                    container = "terminated";
                }
                case "other" -> gates.add(words[1].substring("gate ".length()));
                default -> throw new IllegalArgumentException(uid + ": " + part);
            }
        }
        var sights = containers.isEmpty()
                ? List.of(container("db", container))
                : containers.entrySet().stream().map(e -> container(e.getKey(), e.getValue())).toList();
        return new PodSight(resource, name(uid), uid, "1", node, flags.contains("gated"), gates,
                flags.contains("held") || flags.contains("held before"), flags.contains("held"), epoch,
                gone,
                flags.contains("forced"), phase, kubelet, sights, flags.contains("ready"),
                flags.contains("unschedulable"),
                flags.contains("unschedulable") ? "0/9 nodes are available: Insufficient memory" : trouble, restarts,
                flags.contains("stale"), requests);
    }

    /** {@code running}, {@code terminated}, {@code unreported}, {@code waiting} or {@code waiting again}. */
    private static ContainerSight container(String name, String state) {
        var again = state.equals("waiting again");
        var sight = ContainerSight.State.valueOf((again ? "waiting" : state).toUpperCase(java.util.Locale.ROOT));
        return new ContainerSight(name, sight,
                again || sight == ContainerSight.State.RUNNING || sight == ContainerSight.State.TERMINATED);
    }
}
