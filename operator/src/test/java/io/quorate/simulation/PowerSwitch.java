package io.quorate.simulation;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.quorate.api.v1alpha1.FencingJobSpec;
import io.quorate.api.v1alpha1.FencingMethod;
import io.quorate.api.v1alpha1.FencingMethodSpec;
import io.quorate.api.v1alpha1.FencingMethodType;
import java.util.List;

/**
 * Carries fencing Jobs out: late, in vain, on a machine that has booted anew by then; never on another machine than the
 * one that is meant. It switches off, and sometimes on again.
 */
final class PowerSwitch {

    private final World world;

    PowerSwitch(World world) {
        this.world = world;
    }

    /** In some schedules there is one. */
    void install() {
        var method = new FencingMethod();
        method.setMetadata(new ObjectMetaBuilder().withName("power").withUid("power").build());
        method.setSpec(new FencingMethodSpec(1, null, 2, "30s", FencingMethodType.Job, new FencingJobSpec("power"),
                null, null));
        world.server.methods.put("power", method);
    }

    void pass(boolean prompt) {
        for (var job : List.copyOf(world.server.jobs.values())) {
            if (job.getStatus() == null && (prompt || world.random.nextInt(6) == 0)) {
                carryOut(job);
            }
        }
    }

    private void carryOut(Job job) {
        var node = told(job, "QUORATE_NODE");
        var machine = world.machines.get(node);
        var works = world.random.nextInt(5) > 0 && told(job, "QUORATE_BOOT_ID").startsWith(machine.systemUuid + "/");
        if (works) {
            machine.power(false);
            machine.power(world.random.nextBoolean());
            world.tell(() -> "the power of " + node + " is cut" + (machine.powered ? ", and comes back" : ""));
        }
        world.server.jobs.put(job.getMetadata().getName(), new JobBuilder(job).withNewStatus().addNewCondition()
                .withType(works ? "Complete" : "Failed").withStatus("True").withMessage("").endCondition().endStatus()
                .build());
    }

    private static String told(Job job, String variable) {
        return job.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                .filter(e -> e.getName().equals(variable)).findFirst().orElseThrow().getValue();
    }
}
