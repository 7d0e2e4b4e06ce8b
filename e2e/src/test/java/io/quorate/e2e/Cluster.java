package io.quorate.e2e;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The control plane that all scenes of a test run share, with Quorate's chart installed and no operator: each scene
 * starts its own. Its nodes are expected to renew their Leases each second.
 */
final class Cluster implements AutoCloseable {

    static final String INSTALLED = "quorate-system";

    private final Scratch scratch = Scratch.make("quorate-cluster");
    private final ControlPlane plane;
    private final AtomicInteger scenes = new AtomicInteger();

    Cluster() {
        plane = ControlPlane.start(scratch.path(), ControlPlane.Options.quick(Binaries.ready(System.out::println)));
        install(plane);
    }

    /** Policies, rights and CRD, as users get them; {@code breakglass} is the one user whom no policy holds back. */
    static void install(ControlPlane plane) {
        plane.helm("install", "quorate", Path.of("../charts/quorate").toAbsolutePath().toString(), "--namespace",
                INSTALLED, "--create-namespace", "--set", "operator.enabled=false", "--set",
                "admission.exemptUsers={breakglass}", "--set", "fencing.outOfService=true");
    }

    ControlPlane plane() { return plane; }

    /** A name that no other scene has. */
    String nextName() { return "s" + scenes.incrementAndGet(); }

    @Override
    public void close() {
        plane.close();
        scratch.remove();
    }
}
