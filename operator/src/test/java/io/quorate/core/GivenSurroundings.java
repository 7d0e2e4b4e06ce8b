package io.quorate.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.core.Surroundings.CalendarWindow;
import io.quorate.core.Surroundings.Other;
import io.quorate.core.Surroundings.Readiness;
import io.quorate.core.Surroundings.Relocation;
import io.quorate.core.Surroundings.Rival;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the group of a situation depends on beyond its own nodes and pods. */
final class GivenSurroundings {

    private static final String OWNERS = "owners ";

    private GivenSurroundings() {}

    static Surroundings read(JsonNode root) {
        var objects = new HashMap<String, Readiness>();
        root.path("objects").properties().forEach(e -> objects.put(e.getKey(), readiness(e.getValue().asText())));
        return new Surroundings(objects, sufficient(root.path("sufficient")),
                Optional.ofNullable(root.get("window")).map(w -> window(w.asText())),
                others(root.path("groups"), Given.texts(root.path("group").path("nodes"))),
                Given.texts(root.path("rivals")).stream().map(GivenSurroundings::rival).toList(),
                Given.texts(root.path("relocations")).stream().map(GivenSurroundings::relocation).toList(),
                Set.copyOf(Given.texts(root.path("self-fenced"))),
                Optional.ofNullable(root.get("wrong")).map(JsonNode::asText));
    }

    /** {@code yes}, or {@code no: why}. */
    private static Readiness readiness(String text) {
        var words = text.split(": ", 2);
        return new Readiness(words[0].equals("yes"), words.length > 1 ? words[1] : "");
    }

    /** Online owners, by {@code and}: {@code yes} or {@code no: why}. */
    private static Map<Set<String>, Readiness> sufficient(JsonNode table) {
        var all = new HashMap<Set<String>, Readiness>();
        table.properties().forEach(e -> all.put(
                e.getKey().equals("nobody") ? Set.of() : new HashSet<>(Given.names(e.getKey())),
                readiness(e.getValue().asText())));
        return all;
    }

    /** {@code open}, {@code closed}, {@code closed for 2h}. */
    private static CalendarWindow window(String text) {
        var words = text.split(" for ");
        if (text.startsWith("wrong ")) {
            return CalendarWindow.wrong(text.substring("wrong ".length()));
        }
        return CalendarWindow.of(words[0].equals("open"),
                words.length > 1 ? Optional.of(Given.NOW.plus(Given.span(words[1]))) : Optional.empty());
    }

    /**
     * By key: {@code ready on n1}, {@code starting on n1}, {@code idle}, {@code gone}; then {@code , priority 5}; then
     * {@code ; apart from shop/a}, its constraints, and {@code ; owners n1 and n2} where they are others.
     */
    private static Map<String, Other> others(JsonNode groups, List<String> owners) {
        var all = new HashMap<String, Other>();
        groups.properties().forEach(e -> {
            var told = e.getValue().asText().split("; ");
            var parts = told[0].split(", priority ");
            var words = parts[0].split(" on ");
            all.put(e.getKey(), new Other(!words[0].equals("gone"),
                    words.length > 1 ? Optional.of(words[1]) : Optional.empty(),
                    words[0].equals("ready"), parts.length > 1 ? Integer.parseInt(parts[1]) : 0,
                    Stream.of(told).filter(t -> t.startsWith(OWNERS)).findFirst()
                            .map(t -> Given.names(t.substring(OWNERS.length()))).orElse(owners),
                    Stream.of(told).skip(1).filter(t -> !t.startsWith(OWNERS)).map(GivenGroup::constraint).toList()));
        });
        return all;
    }

    /** {@code shop/big to n2 asks memory 4}. */
    private static Rival rival(String text) {
        var words = text.split(" to | asks ");
        return new Rival(words[0], words[1], Given.amounts(words[2]));
    }

    /**
     * {@code maintenance to n2 for 30m}, {@code maintenance away from n1 for 30m}; a span of {@code -5m} is over; then
     * {@code , moved}. Asked for a minute ago.
     */
    private static Relocation relocation(String text) {
        var moved = text.endsWith(", moved");
        var words = text.replace(", moved", "").split(" away from | to | for ");
        var away = text.contains(" away from ");
        return new Relocation(words[0], away ? Optional.empty() : Optional.of(words[1]),
                away ? Optional.of(words[1]) : Optional.empty(), Given.EARLIER, Given.NOW.plus(Given.span(words[2])),
                moved);
    }
}
