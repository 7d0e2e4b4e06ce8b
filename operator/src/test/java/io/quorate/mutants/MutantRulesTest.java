package io.quorate.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The list of rules itself, in no time: what {@link MutantsTest} would find out after minutes. */
class MutantRulesTest {

    @Test
    void there_are_sixty_rules_and_each_has_a_name_of_its_own() throws IOException {
        assertThat(Mutant.all()).hasSizeGreaterThanOrEqualTo(60).extracting(Mutant::rule).doesNotHaveDuplicates();
    }

    @Test
    void each_rule_stands_in_the_code_once() throws IOException {
        assertThat(Mutant.all())
                .allSatisfy(mutant -> assertThatNoException().as(mutant.rule()).isThrownBy(mutant::source));
    }
}
