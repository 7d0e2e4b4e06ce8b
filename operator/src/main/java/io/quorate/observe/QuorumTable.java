package io.quorate.observe;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.GroupState;
import io.quorate.core.Quorum;
import io.quorate.core.Surroundings.Readiness;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Evaluates the rule {@code SufficientResources} for every set of online owners that the decision may ask about. */
final class QuorumTable {

    private final Expressions expressions = new Expressions(Expressions.Variable.ONLINE);

    /** The same state, with the answers; unchanged for a group of another rule. */
    GroupState answered(GroupState state, ResourceGroup group, Map<String, Node> nodes) {
        var questions = Quorum.questions(state);
        if (questions.isEmpty()) {
            return state;
        }
        var expression = group.getSpec().quorum().expression();
        var verdicts = new HashMap<Set<String>, Readiness>();
        var problems = new TreeSet<String>();
        for (var online : questions.keySet()) {
            try {
                var yes = expressions.holds(expression, owners(online, nodes));
                verdicts.put(online,
                        new Readiness(yes, (yes ? "enough" : "not enough") + " for spec.quorum.expression"));
            } catch (Expressions.Invalid | Expressions.Unanswered e) {
                if (questions.get(online)) {
                    problems.add("spec.quorum.expression cannot be evaluated: " + e.getMessage()
                            + "; correct it: nothing is started or stopped for quorum until then");
                }
            }
        }
        return state.with(state.surroundings().answering(verdicts, problems.stream().findFirst()));
    }

    private static List<Map<String, Object>> owners(Set<String> online, Map<String, Node> nodes) {
        return online.stream().sorted().map(nodes::get).filter(Objects::nonNull).map(QuorumTable::owner).toList();
    }

    private static Map<String, Object> owner(Node node) {
        var allocatable = new HashMap<String, Double>();
        Optional.ofNullable(node.getStatus()).map(s -> s.getAllocatable()).orElse(Map.of())
                .forEach((what, amount) -> allocatable.put(what, Quantity.getAmountInBytes(amount).doubleValue()));
        return Map.of("name", node.getMetadata().getName(), "labels",
                Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of()), "allocatable", allocatable);
    }
}
