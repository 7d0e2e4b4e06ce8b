package io.quorate.e2e;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The users of one control plane, each with a random token, and the key that signs service account tokens. */
final class Credentials {
    // user -> group; the user names of the controllers are those that Kubernetes' default roles are bound to.
    private static final Map<String, String> USERS = new TreeMap<>(
            Map.of("admin", "system:masters", "breakglass", "system:masters", "kwok", "system:masters",
                    "system:kube-controller-manager", "", "system:kube-scheduler", "", "editor", ""));

    private final Path dir;
    private final String url;
    private final Map<String, String> users = new TreeMap<>(USERS);

    /** @param nodes whose kubelets may log in, each as {@code system:node:NAME} */
    Credentials(Path dir, String url, List<String> nodes) {
        this.dir = dir;
        this.url = url;
        nodes.forEach(node -> users.put("system:node:" + node, "system:nodes"));
    }

    Path tokens() {
        return dir.resolve("tokens.csv");
    }

    Path privateKey() {
        return dir.resolve("service-account.key");
    }

    Path publicKey() {
        return dir.resolve("service-account.pub");
    }

    /** The API server makes its certificate itself, in this folder. */
    Path certificate() {
        return dir.resolve("apiserver.crt");
    }

    Path kubeconfig(String user) {
        return dir.resolve("kubeconfig-" + user.replace(':', '-'));
    }

    /** Makes what is not there yet, and a kubeconfig for each user. */
    void make() {
        try {
            if (!Files.exists(privateKey())) {
                var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
                secret(publicKey(), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
                secret(privateKey(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            }
            if (!Files.exists(tokens())) {
                secret(tokens(), users.entrySet().stream()
                        .map(user -> String.join(",", token(), user.getKey(), user.getKey(), user.getValue()))
                        .collect(Collectors.joining("\n", "", "\n")));
            }
            for (var line : Files.readAllLines(tokens())) {
                var fields = line.split(",");
                write(kubeconfig(fields[1]), fields[0], "default");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a kubeconfig for the bearer of a token. */
    void write(Path file, String token, String namespace) {
        secret(file, """
                apiVersion: v1
                kind: Config
                current-context: quorate
                clusters:
                - name: quorate
                  cluster:
                    server: %s
                    certificate-authority: %s
                contexts:
                - name: quorate
                  context: {cluster: quorate, user: quorate, namespace: %s}
                users:
                - name: quorate
                  user: {token: %s}
                """.formatted(url, certificate().toAbsolutePath(), namespace, token));
    }

    /** For clients that go to loopback directly, whatever proxy is set for this machine. */
    static Config client(Path kubeconfig) {
        var config = Config.fromKubeconfig(kubeconfig.toFile());
        config.setHttpProxy(null);
        config.setHttpsProxy(null);
        return config;
    }

    /** Believes in this control plane's certificate alone. */
    SSLContext trust() {
        try (var file = Files.newInputStream(certificate())) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var authority : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                store.setCertificateEntry("authority-" + store.size(), authority);
            }
            var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String pem(String kind, byte[] content) {
        var text = Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }

    private static void secret(Path file, String text) {
        try {
            var unfinished = Files.createTempFile(file.toAbsolutePath().getParent(), ".", ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(unfinished, text);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean known(String user) {
        return users.containsKey(user);
    }

    String users() {
        return users.keySet().toString();
    }
}
