package io.quorate.cli;

import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quorate.act.FenceRequest;
import io.quorate.api.v1alpha1.AttestationSpec;
import io.quorate.api.v1alpha1.InDoubt;
import io.quorate.api.v1alpha1.MachineSpec;
import io.quorate.api.v1alpha1.ResourceGroup;
import io.quorate.core.Machine;
import io.quorate.observe.Fences;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A person's word that a boot of a node has ended, for everything in doubt there. */
@Command(name = "confirm-stopped", mixinStandardHelpOptions = true, description = {
        "Say that a boot of a node has ended, for good: you have made sure that the machine is off, or was.",
        "Groups that accept Attested then start what they had there on another node. If it is not true, two may run."})
final class ConfirmStopped implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NODE", description = "Name of the node.")
    private String node;

    @Option(names = "--boot-id", paramLabel = "ID", description = "The boot that has ended, as the group says it; so that your word is not taken for a later one.")
    private String bootId;

    @Option(names = "--statement", paramLabel = "TEXT", defaultValue = "confirmed with kubectl quorate", description = "How you know, for those who look later. Default: ${DEFAULT-VALUE}")
    private String statement;

    /** One instance in doubt, and whose. */
    private record Doubt(String group, InDoubt instance) {

        String words() { return group + ": " + instance.pod(); }
    }

    @Override
    public Integer call() {
        try (var client = new KubernetesClientBuilder().build()) {
            return confirm(client);
        }
    }

    private int confirm(KubernetesClient client) {
        var boots = new TreeMap<String, List<Doubt>>(doubts(client).stream()
                .collect(Collectors.groupingBy(d -> Optional.ofNullable(d.instance().bootID()).orElse(""))));
        if (boots.isEmpty()) {
            return refuse("nothing is in doubt on node " + node + ": there is nothing to confirm");
        }
        if (bootId == null || !boots.containsKey(bootId)) {
            var known = boots.entrySet().stream()
                    .map(e -> "  --boot-id " + e.getKey() + "    " + words(e.getValue()))
                    .collect(Collectors.joining("\n"));
            return refuse((bootId == null
                    ? "which boot of " + node + " has ended?"
                    : "--boot-id " + bootId
                            + " is not a boot of " + node + " in which anything is in doubt.")
                    + " In doubt are:\n" + known);
        }
        var doubtful = boots.get(bootId);
        var by = client.resource(new SelfSubjectReviewBuilder().build()).create().getStatus().getUserInfo()
                .getUsername();
        for (var machine : machines(doubtful)) {
            var covers = doubtful.stream().filter(d -> machine(d).equals(machine)).map(d -> d.instance().podUID())
                    .collect(Collectors.toCollection(TreeSet::new));
            var made = client.resource(FenceRequest.attested(node, machine, covers,
                    new AttestationSpec(by, statement))).create();
            spec.commandLine().getOut().println("nodefence.quorate.io/" + made.getMetadata().getName() + " created: "
                    + by + " says that boot " + bootId + " of " + node + " has ended; it settles "
                    + words(doubtful.stream().filter(d -> machine(d).equals(machine)).toList()));
        }
        return 0;
    }

    private List<Doubt> doubts(KubernetesClient client) {
        return client.resources(ResourceGroup.class).inAnyNamespace().list().getItems().stream()
                .filter(g -> g.getStatus() != null && g.getStatus().inDoubt() != null)
                .flatMap(g -> g.getStatus().inDoubt().stream().filter(i -> node.equals(i.node()))
                        .map(i -> new Doubt(g.getMetadata().getNamespace() + "/" + g.getMetadata().getName(), i)))
                .toList();
    }

    private static Set<Machine> machines(List<Doubt> doubts) {
        return doubts.stream().map(ConfirmStopped::machine).collect(Collectors.toCollection(HashSet::new));
    }

    private static Machine machine(Doubt doubt) {
        return Fences.machine(Optional.ofNullable(doubt.instance().machine())
                .orElse(new MachineSpec("", "", "", "")), doubt.instance().bootID());
    }

    private static String words(List<Doubt> doubts) {
        return doubts.stream().map(Doubt::words).collect(Collectors.joining(", "));
    }

    private int refuse(String why) {
        spec.commandLine().getErr().println(spec.commandLine().getColorScheme().errorText(why));
        return 1;
    }
}
