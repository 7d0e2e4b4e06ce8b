package io.quorate.e2e;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/** Holds an operator just before one of its requests, or cuts it off: a leader that stalls, a process that is killed. */
final class Breakpoints implements Interceptor {

    /** One place to stop at, once. */
    record Point(Predicate<HttpRequest> where, CountDownLatch reached, CountDownLatch goOn) {

        /** Waits until the operator stands here. */
        void await() {
            try {
                if (!reached.await(Scene.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError("the operator never came to this request");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Lets the held request go on. */
        void release() { goOn.countDown(); }
    }

    private final AtomicReference<Point> armed = new AtomicReference<>();
    private volatile boolean cut;

    /** A place just before the next request of this kind. */
    static Point before(Predicate<HttpRequest> where) {
        return new Point(where, new CountDownLatch(1), new CountDownLatch(1));
    }

    /** From now on the operator stops at this place, and at no other. */
    void arm(Point point) { armed.set(point); }

    /** From now on no request leaves the operator, as if it had been killed; one that is held never does. */
    void cut() {
        cut = true;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        var point = armed.get();
        if (point != null && point.where().test(request) && armed.compareAndSet(point, null)) {
            point.reached().countDown();
            try {
                point.goOn().await();
            } catch (InterruptedException e) {
                cut();
            }
        }
        if (cut) {
            throw new KubernetesClientException("cut off by the test");
        }
    }

    // Requests of the operator, told apart by what is in them.

    static Predicate<HttpRequest> opening() {
        return r -> is(r, "PATCH", "/pods/") && r.bodyString().contains("/spec/schedulingGates/");
    }

    static Predicate<HttpRequest> lettingGo() {
        return r -> is(r, "PATCH", "/pods/") && r.bodyString().contains("\"remove\",\"path\":\"/metadata/finalizers");
    }

    static Predicate<HttpRequest> record(String part) {
        return r -> (is(r, "PUT", "/configmaps/quorate-group-") || is(r, "POST", "/configmaps"))
                && r.bodyString().contains(part);
    }

    static Predicate<HttpRequest> status(String part) {
        return r -> is(r, "PUT", "/status") && r.bodyString().contains(part);
    }

    private static boolean is(HttpRequest request, String method, String path) {
        return request.method().equals(method) && request.uri().getPath().contains(path);
    }
}
