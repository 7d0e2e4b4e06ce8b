package io.quorate.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The model says of what code it speaks; a name that has moved is noticed. */
class SpecTest {

    private final Spec spec = Spec.read();

    @Test
    void names_of_the_code_exist() {
        assertThat(spec.names()).hasSizeGreaterThan(30).contains("Actor.take", "Step.WriteRecord", "NodeRecord");
        assertThat(spec.stale()).isEmpty();
    }

    @Test
    void whatever_an_operator_does_names_the_code_that_does_it() {
        assertThat(spec.unnamed()).isEmpty();
    }

    @Test
    void names_that_do_not_exist_are_noticed() {
        var text = "(* [Stopping.steps], [Stopping.rightful] *)\nx \\* [Starting.serves] [Step.HoldPod] [Nobody]\n[Code]";
        assertThat(new Spec(text).stale()).containsExactly("Nobody", "Starting.serves", "Stopping.rightful");
    }

    @Test
    void actions_that_name_nothing_are_noticed() {
        var text = spec.text();
        assertThat(new Spec(text.replace("(* [Observer.observe], begun", "(* Begun")).unnamed())
                .containsExactly("Look");
        assertThat(new Spec(text.replace("[Step.LetPodGo], [PodPatch.letGo]", "a patch")).unnamed())
                .containsExactly("LetPodGo");
        assertThat(new Spec(text.replace("[NodeUpkeep.givenUp]", "Given up")).unnamed())
                .containsExactly("GivenUpSteps");
    }
}
