package io.quorate.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.observe.Expressions.Variable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionsTest {

    private static final List<Map<String, Object>> OWNERS = List.of(
            Map.of("name", "w1", "labels", Map.of("zone", "a"), "allocatable", Map.of("cpu", 3.5, "memory", 6e9)),
            Map.of("name", "w2", "labels", Map.of("zone", "b"), "allocatable", Map.of("cpu", 0.5, "memory", 2e9)));

    private final Expressions expressions = new Expressions(Variable.ONLINE);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            online.map(o, o.allocatable.memory).sum() >= quantity('8G')          | true
            online.map(o, o.allocatable.memory).sum() >= quantity('8Gi')         | false
            online.map(o, o.allocatable.cpu).sum() >= 4                          | true
            online.filter(o, o.allocatable.cpu >= quantity('500m')).size() == 2  | true
            online.exists(o, o.labels.zone == 'b') && online.size() >= 2         | true
            online.exists(o, o.name == 'w3')                                     | false
            online.exists(o, 'nvidia.com/gpu' in o.allocatable)                  | false
            """)
    void an_expression_is_true_or_false_of_those_that_are_online(String expression, boolean answer) throws Exception {
        assertThat(expressions.holds(expression, OWNERS)).isEqualTo(answer);
        assertThat(expressions.holds(expression, OWNERS)).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            onlin.size() > 1          | undeclared reference to 'onlin' (in container '') at character 1
            online.size()             | expected type 'bool' but found 'int' at character 12
            online.size() > quantity( | mismatched input '<EOF>'
            """)
    void what_is_misspelt_is_said_with_its_place(String expression, String problem) {
        assertThatThrownBy(() -> expressions.holds(expression, OWNERS)).isInstanceOf(Expressions.Invalid.class)
                .hasMessageContaining(problem).hasMessageContaining(" at character ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            online.map(o, o.alocatable.memory).sum() > 1 | key 'alocatable' is not present in map.
            online.map(o, o.name).sum() > 1              | sum() of what is no number: w1
            online[0].labels.zone                        | it is neither true nor false
            online.size() > quantity('much')             | quantity('much') is none; write for example 64Gi
            """)
    void what_has_no_answer_says_why(String expression, String problem) {
        assertThatThrownBy(() -> expressions.holds(expression, OWNERS)).isInstanceOf(Expressions.Unanswered.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            online.all(a, online.all(b, online.all(c, online.all(d, true))))
            """)
    void an_expression_that_would_take_for_ever_is_ended(String expression) {
        assertThatThrownBy(() -> expressions.holds(expression, Collections.nCopies(32, OWNERS.getFirst())))
                .isInstanceOf(Expressions.Unanswered.class).hasMessageContaining("budget");
    }
}
