package io.quorate.core;

/**
 * Whether a pod's own status proves that it has stopped.
 *
 * <p>Only a kubelet's word counts (the garbage collector writes phase {@code Failed} over containers that still run),
 * only after the deletion (before it, a container that ended is started again), and only if it speaks of every
 * container. A container without an end is accepted if it never began: a pod deleted during its init phase leaves its
 * other containers {@code waiting} for ever.
 */
final class StopProof {

    private StopProof() {}

    static boolean shows(PodSight pod) {
        return pod.deleted() && pod.terminal() && pod.phaseByKubelet() && !pod.containers().isEmpty()
                && pod.containers().stream().allMatch(StopProof::over)
                && pod.containers().stream().anyMatch(c -> c.state() != ContainerSight.State.UNREPORTED);
    }

    private static boolean over(ContainerSight container) {
        return switch (container.state()) {
            case TERMINATED -> true;
            case RUNNING -> false;
            case WAITING, UNREPORTED -> !container.everStarted();
        };
    }
}
