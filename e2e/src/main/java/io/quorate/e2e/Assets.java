package io.quorate.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs of a control plane that are there already, in one folder, as setup-envtest puts them. */
record Assets(Path folder) {
    /** The first with MutatingAdmissionPolicy as it is now. */
    private static final int OLDEST_MINOR = 36;
    private static final String OTHERWISE = ": name a folder with etcd and kube-apiserver 1." + OLDEST_MINOR
            + " or newer, or unset KUBEBUILDER_ASSETS, and they are built";

    /** @throws Unmet when etcd or kube-apiserver is not there, or too old */
    Assets {
        var missing = Stream.of("etcd", "kube-apiserver").map(folder::resolve)
                .filter(Predicate.not(Files::isExecutable))
                .map(file -> file.getFileName().toString()).collect(Collectors.joining(" and no "));
        if (!missing.isEmpty()) {
            throw new Unmet("KUBEBUILDER_ASSETS=" + folder + " has no " + missing + OTHERWISE);
        }
        var version = version(folder.resolve("kube-apiserver"));
        var minor = Pattern.compile("v1\\.(\\d+)").matcher(version);
        if (!minor.find() || Integer.parseInt(minor.group(1)) < OLDEST_MINOR) {
            throw new Unmet("KUBEBUILDER_ASSETS=" + folder + " has a kube-apiserver that says " + version + OTHERWISE);
        }
    }

    /** Those that {@code KUBEBUILDER_ASSETS} names, if it does. */
    static Optional<Assets> named() {
        return Binaries.setting("KUBEBUILDER_ASSETS").map(folder -> new Assets(Path.of(folder).toAbsolutePath()));
    }

    Optional<Path> program(String name) {
        return Optional.of(folder.resolve(name)).filter(Files::isExecutable);
    }

    private static String version(Path program) {
        try {
            return Command.run(List.of(program.toString(), "--version"), Map.of()).strip();
        } catch (CommandFailed e) {
            return e.stderr().strip();
        }
    }
}
