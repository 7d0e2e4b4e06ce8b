package io.quorate.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What one plan allocates. Bytes, not time: they are the same on every machine but for what the compiler leaves out,
 * and the bounds are about twice what is allocated before it does. {@code PlanBenchmark} measures both.
 */
class PlanCostTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int PLANS = 200;
    private static final long BYTES_OF_A_GROUP = 25_000;
    private static final long BYTES_OF_AN_OWNER = 20_000;

    private static long bytes(Measured situation) {
        var state = situation.state();
        Planner.plan(state);
        var before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < PLANS; i++) {
            Planner.plan(state);
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / PLANS;
    }

    @ParameterizedTest
    @EnumSource
    void a_plan_allocates_in_proportion_to_its_owners(Measured situation) {
        assertThat(bytes(situation))
                .isLessThan(BYTES_OF_A_GROUP + situation.state().nodes().size() * BYTES_OF_AN_OWNER);
    }

    @Test
    void what_else_is_on_the_owners_costs_no_memory() {
        assertThat(bytes(Measured.IDLE_BESIDE_1000)).isLessThan(3 * bytes(Measured.IDLE) / 2);
    }
}
