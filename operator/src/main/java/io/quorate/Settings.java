package io.quorate;

import io.quorate.observe.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The operator's settings, read once in {@code main}.
 *
 * @param namespace where node and cluster records and the leader's Lease live
 * @param watched namespaces looked after; empty: all
 * @param leaseName Lease of the leader election; absent: none is held
 * @param nodeDownAfter silence after which a node counts as down
 * @param massSilenceDelay how much longer the silence has to last before it is believed of most nodes at once, and of a
 *            node not heard of since the API server could be reached
 * @param fenceShare how many nodes of a zone may be fenced within a minute, in percent, two at least
 * @param kubelets field managers whose word on a pod's status is a kubelet's
 */
public record Settings(String namespace, Set<String> watched, Optional<String> leaseName, Duration nodeDownAfter,
        Duration massSilenceDelay, int fenceShare, Set<String> kubelets) {

    /** A kubelet renews its Lease every 10 s; two seconds more are late, not lost. */
    static final Duration SHORTEST = Duration.ofSeconds(12);
    static final Duration LONGEST = Duration.ofHours(1);
    /** Names of namespaces and, here, of Leases. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    public Settings {
        watched = Set.copyOf(watched);
        kubelets = Set.copyOf(kubelets);
    }

    /**
     * From environment variables {@code QUORATE_*}.
     *
     * @throws IllegalArgumentException naming variable, value and remedy
     */
    static Settings from(Map<String, String> env) {
        var namespace = env.getOrDefault("QUORATE_NAMESPACE", "quorate-system");
        check(LABEL.matcher(namespace).matches(), "QUORATE_NAMESPACE", namespace,
                "is no namespace; write for example quorate-system");
        var watched = words(env, "QUORATE_WATCH_NAMESPACES", "");
        check(watched.stream().allMatch(LABEL.asMatchPredicate()), "QUORATE_WATCH_NAMESPACES",
                env.get("QUORATE_WATCH_NAMESPACES"), "is no list of namespaces; write for example shop,web");
        var lease = env.getOrDefault("QUORATE_LEASE_NAME", "quorate").strip();
        check(lease.isEmpty() || LABEL.matcher(lease).matches(), "QUORATE_LEASE_NAME", lease,
                "is no name of a Lease; write for example quorate, or nothing for no leader election");
        var kubelets = words(env, "QUORATE_KUBELET_MANAGERS", "kubelet");
        check(!kubelets.isEmpty(), "QUORATE_KUBELET_MANAGERS", env.get("QUORATE_KUBELET_MANAGERS"),
                "names no field manager; write kubelet");
        return new Settings(namespace, watched, Optional.of(lease).filter(name -> !name.isEmpty()),
                duration(env, "QUORATE_NODE_DOWN_AFTER", "20s", SHORTEST, "12s"),
                duration(env, "QUORATE_MASS_SILENCE_DELAY", "60s", Duration.ZERO, "0s"),
                percent(env, "QUORATE_FENCE_SHARE", "30"), kubelets);
    }

    private static void check(boolean good, String name, String value, String remedy) {
        if (!good) {
            throw new IllegalArgumentException(name + "=" + value + " " + remedy);
        }
    }

    /** Port of the probes, 0 for any free one. */
    static int port(Map<String, String> env) {
        var value = env.getOrDefault("QUORATE_HTTP_PORT", "8080");
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65_535) {
            throw new IllegalArgumentException("QUORATE_HTTP_PORT=" + value + " is no port; from 0 to 65535");
        }
        return Integer.parseInt(value);
    }

    private static Set<String> words(Map<String, String> env, String name, String otherwise) {
        return Arrays.stream(env.getOrDefault(name, otherwise).split(",")).map(String::strip).filter(w -> !w.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static int percent(Map<String, String> env, String name, String otherwise) {
        var value = env.getOrDefault(name, otherwise);
        check(value.matches("[1-9]\\d?|100"), name, value,
                "is no share in percent; from 1 to 100, where 100 holds nothing back");
        return Integer.parseInt(value);
    }

    private static Duration duration(Map<String, String> env, String name, String otherwise, Duration shortest,
            String least) {
        var value = env.getOrDefault(name, otherwise);
        try {
            var duration = Durations.parse(value);
            if (duration.compareTo(shortest) >= 0 && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + "=" + value + " is no duration; write for example 20s or 1m30s",
                    e);
        }
        throw new IllegalArgumentException(name + "=" + value + " is out of range; from " + least + " to 1h");
    }
}
