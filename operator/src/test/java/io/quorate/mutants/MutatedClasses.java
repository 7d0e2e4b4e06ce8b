package io.quorate.mutants;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** All of Quorate once more, with one file changed: classes and tests of their own, beside the unchanged ones. */
final class MutatedClasses extends ClassLoader {

    private final Map<String, byte[]> changed;

    private MutatedClasses(Map<String, byte[]> changed) {
        super(MutatedClasses.class.getClassLoader());
        this.changed = changed;
    }

    static MutatedClasses of(Mutant mutant) throws IOException {
        return new MutatedClasses(compile(mutant.className(), mutant.source()));
    }

    /** The same without a change. */
    static MutatedClasses unchanged() { return new MutatedClasses(Map.of()); }

    private static Map<String, byte[]> compile(String name, String source) {
        var classes = new HashMap<String, ByteArrayOutputStream>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        var problems = new DiagnosticCollector<JavaFileObject>();
        var files = new ForwardingJavaFileManager<JavaFileManager>(
                compiler.getStandardFileManager(problems, Locale.ROOT, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(Location location, String type, JavaFileObject.Kind kind,
                    FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("mem:///" + type.replace('.', '/') + ".class"), kind) {
                    @Override
                    public OutputStream openOutputStream() {
                        return classes.computeIfAbsent(type, t -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        var unit = new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + ".java"),
                JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoring) { return source; }
        };
        var options = List.of("-classpath", System.getProperty("java.class.path"), "-proc:none", "-parameters");
        if (!compiler.getTask(null, files, problems, options, null, List.of(unit)).call()) {
            throw new IllegalStateException("does not compile: " + problems.getDiagnostics());
        }
        var compiled = new HashMap<String, byte[]>();
        classes.forEach((type, bytes) -> compiled.put(type, bytes.toByteArray()));
        return compiled;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("io.quorate.") || name.startsWith("io.quorate.api.")
                || name.startsWith("io.quorate.mutants.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        var bytes = changed.containsKey(name) ? changed.get(name) : original(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) throws ClassNotFoundException {
        try (var bytes = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return bytes.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
