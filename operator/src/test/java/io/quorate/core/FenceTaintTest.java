package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.FenceCase.Presence;
import io.quorate.core.FenceCase.Verdict;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FenceTaintTest {

    @Test
    void a_fenced_node_is_declared_once_it_is_silent() {
        assertThat(fenced(Presence.SILENT, wanted())).isEqualTo(FenceTaint.SET);
        assertThat(fenced(Presence.HEARD, wanted())).isEqualTo(FenceTaint.WAIT);
    }

    @ParameterizedTest
    @EnumSource(value = Presence.class, names = {"ANEW", "REPLACED"})
    void a_node_that_is_back_already_is_not_declared(Presence back) {
        assertThat(fenced(back, wanted())).isEqualTo(FenceTaint.NOTHING);
    }

    @ParameterizedTest
    @EnumSource(value = Verdict.class, mode = EnumSource.Mode.EXCLUDE, names = "MethodSucceeded")
    void only_the_success_of_a_method_declares_a_node(Verdict verdict) {
        assertThat(FenceTaint.of(Presence.SILENT, Optional.of(verdict), wanted())).isEqualTo(FenceTaint.NOTHING);
        assertThat(FenceTaint.of(Presence.SILENT, Optional.empty(), wanted())).isEqualTo(FenceTaint.NOTHING);
    }

    @Test
    void only_a_method_that_asks_for_it_declares_a_node() {
        assertThat(fenced(Presence.SILENT, new FenceTaint.Sight(Optional.of(false), false, false, false)))
                .isEqualTo(FenceTaint.NOTHING);
    }

    @Test
    void what_somebody_else_has_declared_is_left_alone() {
        assertThat(fenced(Presence.SILENT, new FenceTaint.Sight(Optional.of(false), true, true, false)))
                .isEqualTo(FenceTaint.NOTHING);
    }

    @Test
    void a_node_that_is_gone_is_not_declared() {
        assertThat(fenced(Presence.SILENT, new FenceTaint.Sight(Optional.empty(), true, false, false)))
                .isEqualTo(FenceTaint.NOTHING);
    }

    /** Also where the method does not ask for it any more. */
    @ParameterizedTest
    @CsvSource({"SILENT,false,NOTHING", "HEARD,false,NOTHING", "ANEW,true,WAIT", "REPLACED,true,WAIT",
            "ANEW,false,TAKE_OFF", "REPLACED,false,TAKE_OFF"})
    void it_goes_with_the_next_boot_when_nothing_of_the_last_is_left(Presence node, boolean left, FenceTaint what) {
        assertThat(fenced(node, new FenceTaint.Sight(Optional.of(true), false, false, left))).isEqualTo(what);
    }

    private static FenceTaint.Sight wanted() { return new FenceTaint.Sight(Optional.of(false), true, false, false); }

    private static FenceTaint fenced(Presence node, FenceTaint.Sight sight) {
        return FenceTaint.of(node, Optional.of(Verdict.MethodSucceeded), sight);
    }
}
