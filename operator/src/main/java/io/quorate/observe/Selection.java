package io.quorate.observe;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One requirement of a selector, as Kubernetes reads it. */
record Selection(String key, String operator, List<String> values) {

    Selection {
        key = Optional.ofNullable(key).orElse("");
        operator = Optional.ofNullable(operator).orElse("");
        values = List.copyOf(Optional.ofNullable(values).orElse(List.of()));
    }

    /** Whether something with these labels meets it; an operator that is none selects nothing. */
    boolean meets(Map<String, String> labels) {
        var value = Optional.ofNullable(labels.get(key));
        return switch (operator) {
            case "In" -> value.filter(values::contains).isPresent();
            case "NotIn" -> value.filter(values::contains).isEmpty();
            case "Exists" -> value.isPresent();
            case "DoesNotExist" -> value.isEmpty();
            case "Gt" -> value.filter(v -> compared(v) > 0).isPresent();
            case "Lt" -> value.filter(v -> compared(v) < 0).isPresent();
            default -> false;
        };
    }

    /** To the one number that it names; equal to what is none. */
    private int compared(String value) {
        try {
            return values.size() == 1 ? Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst())) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    String words() {
        return switch (operator) {
            case "In" -> key + "=" + String.join("|", values);
            case "NotIn" -> key + " not " + String.join("|", values);
            case "Exists" -> key;
            case "DoesNotExist" -> "no " + key;
            case "Gt" -> key + ">" + String.join("", values);
            case "Lt" -> key + "<" + String.join("", values);
            default -> key + " " + operator + " " + String.join("|", values);
        };
    }
}
