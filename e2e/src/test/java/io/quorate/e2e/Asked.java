package io.quorate.e2e;

import io.fabric8.kubernetes.client.http.AsyncBody.Consumer;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;

/** What rights an operator has made use of, and which it lacked. */
final class Asked implements Interceptor {

    private final Set<Right> used = new ConcurrentSkipListSet<>();
    private final Set<Right> refused = new ConcurrentSkipListSet<>();

    Set<Right> used() { return Set.copyOf(used); }

    Set<Right> refused() { return Set.copyOf(refused); }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        Right.of(request).ifPresent(used::add);
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, Consumer<List<ByteBuffer>> consumer) {
        answered(response);
    }

    /** Of watches too. */
    @Override
    public CompletableFuture<Boolean> afterFailure(BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
        answered(response);
        return CompletableFuture.completedFuture(false);
    }

    private void answered(HttpResponse<?> response) {
        if (response.code() == HttpURLConnection.HTTP_FORBIDDEN) {
            Right.of(response.request()).ifPresent(refused::add);
        }
    }
}
