package io.quorate.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the parts of a control plane are called: all but the API server on loopback, with everything they keep in one
 * folder.
 */
record Arguments(Path dir, Ports ports, Credentials credentials, ControlPlane.Options options) {
    // The defaults of 20 and 30 make the controller manager alone wait for itself for 5 s at each start.
    private static final List<String> CONTROLLER = List.of("--leader-elect=false", "--secure-port=0",
            "--kube-api-qps=200", "--kube-api-burst=400");

    List<String> etcd() {
        var client = loopback(ports.etcd());
        var peer = loopback(ports.peer());
        return List.of(options.binaries().etcd().toString(), "--name=etcd", "--data-dir=" + dir.resolve("etcd"),
                "--unsafe-no-fsync", "--listen-client-urls=" + client, "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=etcd=" + peer, "--logger=zap", "--log-level=warn");
    }

    List<String> apiServer() {
        return joined(List.of(options.binaries().kubeApiserver().toString(), "--etcd-servers=" + loopback(ports.etcd()),
                "--bind-address=" + options.address(), "--advertise-address=" + options.address(),
                "--secure-port=" + ports.api(),
                // Endpoints may not be loopback addresses, so none are kept for the API server itself.
                "--endpoint-reconciler-type=none", "--cert-dir=" + dir, "--service-cluster-ip-range=10.96.0.0/16",
                "--token-auth-file=" + credentials.tokens(), "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction", "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + credentials.publicKey(),
                "--service-account-signing-key-file=" + credentials.privateKey(),
                "--audit-policy-file=" + auditPolicy(), "--audit-log-path=" + auditLog(), "--audit-log-maxsize=0"),
                options.apiServerArgs());
    }

    List<String> controllerManager() {
        return joined(
                joined(List.of(options.binaries().kubeControllerManager().toString(),
                        "--kubeconfig=" + credentials.kubeconfig("system:kube-controller-manager"),
                        "--use-service-account-credentials",
                        "--service-account-private-key-file=" + credentials.privateKey(),
                        "--root-ca-file=" + credentials.certificate(),
                        "--node-monitor-grace-period=" + options.nodeMonitorGracePeriod().toSeconds() + "s"),
                        CONTROLLER),
                options.controllerManagerArgs());
    }

    List<String> scheduler() {
        return joined(List.of(options.binaries().kubeScheduler().toString(),
                "--kubeconfig=" + credentials.kubeconfig("system:kube-scheduler")), CONTROLLER);
    }

    Path auditPolicy() {
        return dir.resolve("audit-policy.yaml");
    }

    Path auditLog() {
        return dir.resolve("audit.log");
    }

    private static String loopback(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static List<String> joined(List<String> first, List<String> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }
}
