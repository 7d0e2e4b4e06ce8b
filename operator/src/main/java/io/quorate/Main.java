package io.quorate;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** The operator's process. */
public final class Main {

    private Main() {}

    /** Runs until it is told to stop; settings come from environment variables {@code QUORATE_*}. */
    public static void main(String[] args) throws InterruptedException {
        var settings = settings();
        var client = new KubernetesClientBuilder().build();
        var operator = new QuorateOperator(client, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(operator::close, "stop"));
        operator.start();
        Thread.currentThread().join();
    }

    private static Settings settings() {
        try {
            return Settings.from(System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("quorate: " + e.getMessage());
            System.exit(2);
            throw e;
        }
    }
}
