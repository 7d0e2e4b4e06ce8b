package io.quorate.observe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a pod asks of a node, as the scheduler counts it: its containers and sidecars, or the largest init container
 * with the sidecars before it if that is more; what the pod as a whole asks for outranks that; then its overhead.
 * Figures in thousandths of each resource's unit.
 */
final class PodRequests {

    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private PodRequests() {}

    static Map<String, Long> of(Pod pod) {
        var spec = pod.getSpec();
        var running = new TreeMap<String, Long>();
        var starting = new TreeMap<String, Long>();
        for (var container : spec.getInitContainers()) {
            var asked = requests(container.getResources());
            if (sidecar(container)) {
                add(running, asked);
                running.forEach((what, amount) -> starting.merge(what, amount, Math::max));
            } else {
                var peak = new TreeMap<>(running);
                add(peak, asked);
                peak.forEach((what, amount) -> starting.merge(what, amount, Math::max));
            }
        }
        spec.getContainers().forEach(c -> add(running, requests(c.getResources())));
        starting.forEach((what, amount) -> running.merge(what, amount, Math::max));
        running.putAll(requests(spec.getResources()));
        add(running, thousandths(spec.getOverhead()));
        return running;
    }

    private static boolean sidecar(Container container) { return "Always".equals(container.getRestartPolicy()); }

    private static void add(Map<String, Long> sum, Map<String, Long> more) {
        more.forEach((what, amount) -> sum.merge(what, amount, PodRequests::sum));
    }

    /** What is more than all there can be is all there can be. */
    static long sum(long one, long other) {
        return BigDecimal.valueOf(one).add(BigDecimal.valueOf(other)).min(MOST).longValue();
    }

    private static Map<String, Long> requests(ResourceRequirements resources) {
        return thousandths(resources == null ? null : resources.getRequests());
    }

    static Map<String, Long> thousandths(Map<String, Quantity> quantities) {
        var amounts = new TreeMap<String, Long>();
        Optional.ofNullable(quantities).orElse(Map.of()).forEach((what, quantity) -> amounts.put(what,
                Quantity.getAmountInBytes(quantity).movePointRight(3).setScale(0, RoundingMode.CEILING).min(MOST)
                        .longValue()));
        return amounts;
    }
}
