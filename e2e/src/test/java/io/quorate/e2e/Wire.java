package io.quorate.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What lies between one operator and its API server: it passes everything on, and one fault strikes one write. */
final class Wire implements AutoCloseable {

    /** Of a connection, not of what goes over it; and what the client library sets itself. */
    private static final Set<String> HOP = Set.of("connection", "content-length", "host", "transfer-encoding",
            "upgrade", "http2-settings", "keep-alive", "date");

    /** How it is with all that goes over it. */
    enum State {
        SOUND,
        /** No watch tells of anything, and none ends. */
        SILENT,
        /** Every request takes two seconds. */
        SLOW,
        /** Nothing gets through, and nothing is refused. */
        CUT
    }

    private record Armed(WriteSite site, Fault fault) {}

    private final URI api;
    private final HttpServer server;
    private final HttpClient http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<Armed> armed = new AtomicReference<>();
    private final CountDownLatch struck = new CountDownLatch(1);
    private final Set<WriteSite> seen = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> unlisted = new ConcurrentLinkedQueue<>();
    /** Path of an object, and its text before the write. */
    private final ConcurrentHashMap<String, String> stale = new ConcurrentHashMap<>();
    /** Path of the collection and name of an object of whose next change no watch tells. */
    private final Set<String> lost = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, LongAdder> reads = new ConcurrentHashMap<>();
    private volatile boolean cut;
    private State state = State.SOUND;

    Wire(ControlPlane plane) {
        api = URI.create(plane.url());
        http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(plane.trust())
                .executor(threads).build();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    String url() { return "http://127.0.0.1:" + server.getAddress().getPort(); }

    synchronized void be(State next) {
        state = next;
        notifyAll();
    }

    private synchronized State state() { return state; }

    private synchronized void heldWhile(Set<State> these) throws InterruptedException {
        while (these.contains(state) && !cut) {
            wait();
        }
    }

    /** How often an object of this name was read. */
    long reads(String name) {
        return reads.entrySet().stream().filter(e -> e.getKey().endsWith("/" + name))
                .mapToLong(e -> e.getValue().sum()).sum();
    }

    /** The fault strikes the next write of this kind, once. */
    void arm(WriteSite site, Fault fault) {
        armed.set(new Armed(site, fault));
    }

    /** Waits until it has. */
    void awaitStrike() {
        try {
            if (!struck.await(Scene.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("no such write came by; those that did: " + seen());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The kinds of writes that have come by. */
    Set<WriteSite> seen() {
        return seen.isEmpty() ? Set.of() : EnumSet.copyOf(seen);
    }

    /** Writes of no known kind. */
    List<String> unlisted() { return List.copyOf(unlisted); }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var uri = exchange.getRequestURI();
            if (state() == State.CUT) {
                heldWhile(Set.of(State.CUT));
                return;
            }
            if (state() == State.SLOW) {
                TimeUnit.SECONDS.sleep(2);
            }
            if (cut) {
                return;
            }
            var method = exchange.getRequestMethod();
            if (method.equals("GET")) {
                if (Optional.ofNullable(uri.getQuery()).orElse("").contains("watch=")) {
                    watch(exchange, ask(exchange, method, uri, body));
                } else {
                    reads.computeIfAbsent(uri.getPath(), p -> new LongAdder()).increment();
                    read(exchange, ask(exchange, method, uri, body), uri.getPath());
                }
            } else {
                write(exchange, method, uri, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(HttpExchange exchange, String method, URI uri, byte[] body)
            throws IOException, InterruptedException {
        var path = uri.getPath();
        if (path.contains("/leases/") || path.endsWith("/selfsubjectaccessreviews")) {
            answer(exchange, ask(exchange, method, uri, body));
            return;
        }
        var text = new String(body, StandardCharsets.UTF_8);
        var making = method.equals("POST");
        var object = making ? path + "/" + WriteSite.name(text) : path.replaceAll("/status$", "");
        var before = making ? Optional.<String>empty() : now(exchange, object);
        var site = WriteSite.of(method, path, Optional.ofNullable(uri.getQuery()).orElse(""), text, before);
        site.ifPresentOrElse(seen::add, () -> unlisted.add(method + " " + uri + " " + text));
        var strike = armed.get();
        if (strike == null || site.isEmpty() || strike.site() != site.get() || !armed.compareAndSet(strike, null)) {
            answer(exchange, ask(exchange, method, uri, body));
            return;
        }
        switch (strike.fault()) {
            case KILLED_BEFORE -> cut = true;
            case KILLED_AFTER -> {
                ask(exchange, method, uri, body);
                cut = true;
            }
            case NO_ANSWER -> ask(exchange, method, uri, body);
            case CONFLICT -> refuse(exchange, 409, "Conflict");
            case THROTTLED -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                refuse(exchange, 429, "TooManyRequests");
            }
            case SERVER_ERROR -> refuse(exchange, 500, "InternalError");
            case STALE_READ -> {
                before.ifPresent(b -> stale.put(object, b));
                answer(exchange, ask(exchange, method, uri, body));
            }
            case EVENT_LOST -> {
                lost.add(object);
                answer(exchange, ask(exchange, method, uri, body));
            }
        }
        struck.countDown();
    }

    private Optional<String> now(HttpExchange exchange, String object) throws IOException, InterruptedException {
        var answer = http.send(request(exchange, URI.create(object)).GET().build(), BodyHandlers.ofString());
        return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    }

    private HttpResponse<InputStream> ask(HttpExchange exchange, String method, URI uri, byte[] body)
            throws IOException, InterruptedException {
        var content = body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        return http.send(request(exchange, uri).method(method, content).build(), BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(HttpExchange exchange, URI uri) {
        var request = HttpRequest.newBuilder(api.resolve(uri));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase()) && !name.equalsIgnoreCase("accept-encoding")) {
                values.forEach(v -> request.header(name, v));
            }
        });
        return request;
    }

    private void read(HttpExchange exchange, HttpResponse<InputStream> response, String path) throws IOException {
        var old = stale.remove(path);
        if (old == null) {
            answer(exchange, response);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, 200, old.getBytes(StandardCharsets.UTF_8));
    }

    private void answer(HttpExchange exchange, HttpResponse<InputStream> response) throws IOException {
        copyHeaders(exchange, response);
        send(exchange, response.statusCode(), response.body().readAllBytes());
    }

    private static void refuse(HttpExchange exchange, int code, String reason) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, code,
                """
                {"kind":"Status","apiVersion":"v1","status":"Failure","code":%d,"reason":"%s","message":"by the test"}"""
                        .formatted(code, reason).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int code, byte[] body) throws IOException {
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** One event a line. */
    private void watch(HttpExchange exchange, HttpResponse<InputStream> response)
            throws IOException, InterruptedException {
        copyHeaders(exchange, response);
        exchange.sendResponseHeaders(response.statusCode(), 0);
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null && !cut; line = lines.readLine()) {
                heldWhile(Set.of(State.SILENT, State.CUT));
                if (!isLost(line)) {
                    exchange.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }
            }
        }
    }

    private boolean isLost(String line) {
        return lost.removeIf(object -> {
            var parts = object.split("/");
            var kind = parts[parts.length - 2].replaceAll("s$", "");
            return line.toLowerCase().contains("\"kind\":\"" + kind + "\"")
                    && line.contains("\"name\":\"" + parts[parts.length - 1] + "\"");
        });
    }

    private static void copyHeaders(HttpExchange exchange, HttpResponse<InputStream> response) {
        response.headers().map().forEach((name, values) -> {
            if (!HOP.contains(name.toLowerCase())) {
                exchange.getResponseHeaders().put(name, values);
            }
        });
    }

    @Override
    public void close() {
        cut = true;
        be(State.SOUND);
        server.stop(0);
        http.shutdownNow();
        threads.shutdownNow();
    }
}
