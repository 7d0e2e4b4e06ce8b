package io.quorate.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of {@code Quorate.tla}: what it names of the code. */
record Spec(String text) {

    static final Path FILE = Path.of("src/test/tla/Quorate.tla");
    private static final Path CODE = Path.of("src/main/java");

    private static final Pattern COMMENT = Pattern.compile("\\(\\*.*?\\*\\)|\\\\\\*[^\n]*", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("\\[([A-Z]\\w*(?:\\.\\w+)*)]");
    /** A definition, and the comment in front of it. */
    private static final Pattern DEFINITION = Pattern.compile(
            "(\\(\\*(?:(?!\\n\\n).)*?\\*\\)\\n)?^(\\w+)(?:\\(.*?\\))? ==",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern USE = Pattern.compile("\\b([A-Z][a-z]\\w*)");

    static Spec read() {
        try {
            return new Spec(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Java names: in comments, in brackets. */
    Set<String> names() {
        return COMMENT.matcher(text).results().flatMap(c -> NAME.matcher(c.group()).results()).map(n -> n.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names that the code does not have. */
    List<String> stale() {
        return names().stream().filter(n -> !exists(n)).toList();
    }

    /** Actions of an operator, and steps that it decides on, whose comment names nothing of the code. */
    List<String> unnamed() {
        var actions = Stream.of("Operator", "Take", "Steps").flatMap(d -> used(d).stream())
                .collect(Collectors.toSet());
        return DEFINITION.matcher(text).results()
                .filter(d -> actions.contains(d.group(2)) || d.group(2).equals("Steps"))
                .filter(d -> d.group(1) == null || !NAME.matcher(d.group(1)).find()).map(d -> d.group(2)).toList();
    }

    /** Definitions in the body of another one. */
    private Set<String> used(String definition) {
        var body = Pattern
                .compile("^" + definition + "(?:\\(.*?\\))? ==(.*?)\\n\\n", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text);
        return body.find()
                ? USE.matcher(body.group(1)).results().map(u -> u.group(1))
                        .filter(u -> Pattern.compile("^" + u + "(\\(.*?\\))? ==", Pattern.MULTILINE).matcher(text)
                                .find())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static boolean exists(String name) {
        var parts = name.split("\\.");
        var type = type(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            var part = parts[i];
            if (i == parts.length - 1 && type.filter(t -> member(t, part)).isPresent()) {
                return true;
            }
            type = type.flatMap(t -> nested(t, part));
        }
        return type.isPresent();
    }

    private static boolean member(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredMethods()).anyMatch(m -> m.getName().equals(name))
                || Arrays.stream(type.getDeclaredFields()).anyMatch(f -> f.getName().equals(name));
    }

    private static Optional<Class<?>> nested(Class<?> type, String name) {
        return Arrays.<Class<?>>stream(type.getDeclaredClasses()).filter(named(name)).findFirst();
    }

    private static Predicate<Class<?>> named(String name) { return t -> t.getSimpleName().equals(name); }

    private static Optional<Class<?>> type(String name) {
        try (var files = Files.walk(CODE)) {
            var file = files.filter(f -> f.endsWith(name + ".java")).findFirst();
            var path = file.map(f -> CODE.relativize(f).toString().replace('/', '.').replaceAll("\\.java$", ""));
            return path.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Class.forName(path.get(), false, Spec.class.getClassLoader()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
