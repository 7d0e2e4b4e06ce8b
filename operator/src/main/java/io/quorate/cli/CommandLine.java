package io.quorate.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import picocli.CommandLine.Command;

/** The commands. Exit codes: 0 done, 1 refused or not possible, 2 wrongly called. */
@Command(name = "kubectl quorate", mixinStandardHelpOptions = true, version = "0.1.0", subcommands = ConfirmStopped.class, description = "What people say to Quorate in their own name; it uses the kubeconfig as kubectl does.")
public final class CommandLine {

    private CommandLine() {}

    /** The exit code. */
    public static int run(String... args) {
        return new picocli.CommandLine(new CommandLine()).setExecutionExceptionHandler((e, line, _) -> {
            line.getErr().println(line.getColorScheme().errorText(words(e)));
            return 1;
        }).execute(args);
    }

    private static String words(Exception e) {
        return switch (e) {
            case KubernetesClientException refused when refused.getStatus() != null -> refused.getStatus().getMessage();
            case KubernetesClientException unanswered when unanswered.getCause() != null ->
                "the API server does not answer (" + unanswered.getCause()
                        + "): kubectl cluster-info says which one it is";
            default -> e.getMessage();
        };
    }
}
