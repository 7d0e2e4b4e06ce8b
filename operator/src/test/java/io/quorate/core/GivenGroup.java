package io.quorate.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.core.Constraint.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the group of a situation declares. */
final class GivenGroup {

    private static final Set<String> KEYS = Set.of("name", "nodes", "run", "priority", "quorum", "witness", "onLoss",
            "startup", "failover", "grace", "failures", "failback", "accepts", "stopTimeout", "resources",
            "constraints", "recovery", "deleting", "shownEpoch");

    private GivenGroup() {}

    static Declaration read(JsonNode g) {
        Given.only(g, KEYS);
        return new Declaration("shop", g.path("name").asText("orders-db"), "group-uid",
                Given.texts(g.path("nodes")), constant(Declaration.Run.class, g.path("run").asText("Always")),
                g.path("priority").asInt(0), quorum(g), startup(g.path("startup").asText("FirstAvailable")),
                failover(g), failback(g.path("failback").asText("Never")), fencing(g), resources(g.path("resources")),
                Given.texts(g.path("constraints")).stream().map(GivenGroup::constraint).toList(),
                Optional.ofNullable(g.get("recovery")).map(r -> Given.span(r.asText())),
                g.path("deleting").asBoolean());
    }

    static <E extends Enum<E>> E constant(Class<E> type, String title) {
        return Enum.valueOf(type, title.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    }

    /** {@code Majority}, {@code AtLeastOne}, {@code MinimumOnline 2} or {@code SufficientResources}. */
    private static QuorumPolicy quorum(JsonNode g) {
        var words = g.path("quorum").asText("Majority").split(" ");
        return new QuorumPolicy(constant(Quorum.Rule.class, words[0]),
                words.length > 1 ? Integer.parseInt(words[1]) : 0,
                g.path("witness").asText("None").equals("ControlPlane"),
                constant(QuorumPolicy.OnLoss.class, g.path("onLoss").asText("Suspend")));
    }

    /** {@code FirstAvailable}, {@code HomeNode} or {@code AllOwners 2m}. */
    private static StartupPolicy startup(String text) {
        var words = text.split(" ");
        return new StartupPolicy(constant(StartupPolicy.Kind.class, words[0]),
                words.length > 1 ? Given.span(words[1]) : Duration.ZERO);
    }

    /** {@code NextInOrder}, {@code LeastLoaded} or {@code Never}; failures: {@code 3 in 10m, avoid 30m}. */
    private static FailoverPolicy failover(JsonNode g) {
        var limit = Optional.ofNullable(g.get("failures")).map(f -> f.asText().split(" in |, avoid "))
                .map(w -> new FailoverPolicy.FailureLimit(Integer.parseInt(w[0]), Given.span(w[1]), Given.span(w[2])));
        return new FailoverPolicy(constant(FailoverPolicy.Kind.class, g.path("failover").asText("NextInOrder")),
                Given.span(g.path("grace").asText("20s")), limit);
    }

    /** {@code Never}, {@code Automatic}; then {@code , soak 10m} and {@code , window}. */
    private static FailbackPolicy failback(String text) {
        var soak = Duration.ZERO;
        var windowed = false;
        for (var part : text.split(", ")) {
            if (part.startsWith("soak ")) {
                soak = Given.span(part.substring(5));
            }
            windowed |= part.equals("window");
        }
        return new FailbackPolicy(text.startsWith("Automatic"), soak, windowed);
    }

    private static FencingPolicy fencing(JsonNode g) {
        var accepts = g.has("accepts")
                ? Given.texts(g.get("accepts")).stream().map(Evidence.Kind::valueOf).collect(Collectors.toSet())
                : Set.of(Evidence.Kind.NodeFenced, Evidence.Kind.OutOfService, Evidence.Kind.Attested);
        return new FencingPolicy(accepts, Given.span(g.path("stopTimeout").asText("30s")));
    }

    /** {@code db}, {@code exporter after db}, {@code service object after db}; {@code within 5m}: its start timeout. */
    private static List<Resource> resources(JsonNode list) {
        if (list.isMissingNode()) {
            return List.of(Resource.MAIN);
        }
        var all = new ArrayList<Resource>();
        for (var text : Given.texts(list)) {
            var within = text.split(" within ");
            var after = within[0].split(" after ");
            var words = after[0].split(" ");
            all.add(new Resource(words[0], words.length == 1, after.length > 1 ? Given.names(after[1]) : List.of(),
                    within.length > 1 ? Optional.of(Given.span(within[1])) : Optional.empty()));
        }
        return all;
    }

    /** {@code start after shop/a}, {@code same node as shop/a}, {@code apart from shop/a}; before: {@code prefers}. */
    static Constraint constraint(String text) {
        var required = !text.startsWith("prefers ");
        var rest = required ? text : text.substring("prefers ".length());
        var group = rest.substring(rest.lastIndexOf(' ') + 1);
        return switch (rest.substring(0, rest.lastIndexOf(' '))) {
            case "start after" -> new Constraint(Kind.START_AFTER, group, required);
            case "same node as" -> new Constraint(Kind.SAME_NODE, group, required);
            case "apart from" -> new Constraint(Kind.DIFFERENT_NODE, group, required);
            default -> throw new IllegalArgumentException("constraint: " + text);
        };
    }
}
