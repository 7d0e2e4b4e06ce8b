package io.quorate;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quorate.cli.CommandLine;

/** The operator's process; with arguments, the command line. */
public final class Main {

    private Main() {}

    /** Runs until it is told to stop; settings come from environment variables {@code QUORATE_*}. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length > 0) {
            System.exit(CommandLine.run(args));
        }
        try {
            run(Settings.from(System.getenv()), Settings.port(System.getenv()));
        } catch (IllegalArgumentException e) {
            System.err.println("quorate: " + e.getMessage());
            System.exit(2);
        }
    }

    private static void run(Settings settings, int port) throws InterruptedException {
        var client = new KubernetesClientBuilder()
                .withConfig(QuorateOperator.connection(Config.autoConfigure(null))).build();
        var watch = new StandBy(() -> new QuorateOperator(client, settings));
        var probes = new Probes(port, watch::healthy, watch::ready);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            probes.close();
            watch.close();
        }, "stop"));
        watch.run();
    }
}
