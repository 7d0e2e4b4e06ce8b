package io.quorate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.quorate.port.KubernetesApi;
import io.quorate.report.Events;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true, https = false)
class StraysTest {

    /** A clock driven by hand: what was to happen later happens when patience is over. */
    private static final class Patience extends ScheduledThreadPoolExecutor {
        private final Queue<Runnable> due = new ArrayDeque<>();

        Patience() {
            super(0);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            due.add(task);
            return null;
        }

        void isOver() {
            while (!due.isEmpty()) {
                due.remove().run();
            }
        }
    }

    KubernetesClient client;
    private final Patience patience = new Patience();
    private Strays strays;

    @BeforeEach
    void strays() {
        strays = new Strays(new Events(new KubernetesApi(client), Clock.systemUTC()), patience);
    }

    @AfterEach
    void end() {
        patience.shutdownNow();
    }

    @Test
    void a_pod_without_its_group_is_told_once_why_it_waits() {
        strays.seen(pod(""), p -> false);
        strays.seen(pod(""), p -> false);
        assertThat(events()).isEmpty();

        patience.isOver();
        strays.seen(pod(""), p -> false);
        patience.isOver();

        assertThat(events()).singleElement().returns("Warning", Event::getType)
                .returns("GroupNotFound", Event::getReason).returns("db-0", e -> e.getInvolvedObject().getName())
                .satisfies(e -> assertThat(e.getMessage()).contains("no ResourceGroup db in namespace shop",
                        "create the group, or correct the label quorate.io/group"));
    }

    @Test
    void a_pod_with_its_group_is_no_stray() {
        strays.seen(pod(""), p -> true);

        patience.isOver();

        assertThat(events()).isEmpty();
    }

    @Test
    void a_group_that_comes_after_its_pod_is_in_time() {
        var exists = new AtomicBoolean();
        strays.seen(pod(""), p -> exists.get());
        exists.set(true);

        patience.isOver();

        assertThat(events()).isEmpty();
    }

    @Test
    void a_pod_being_deleted_is_let_be() {
        strays.seen(pod("deletionTimestamp: '2026-11-23T12:00:00Z'"), p -> false);

        patience.isOver();

        assertThat(events()).isEmpty();
    }

    private static Pod pod(String meta) {
        return Manifests.read("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: db-0
                  namespace: shop
                  uid: u1
                  labels: {quorate.io/group: db}
                  %s
                """.formatted(meta), Pod.class);
    }

    private List<Event> events() { return client.v1().events().inNamespace("shop").list().getItems(); }
}
