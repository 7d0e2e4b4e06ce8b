package io.quorate;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operators one after the other in one process: who loses the lead, because the API server was away or another was
 * quicker, is closed, and a new one stands by that remembers nothing of what the old one believed.
 */
final class StandBy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandBy.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Supplier<QuorateOperator> operators;
    private final AtomicReference<QuorateOperator> current = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    StandBy(Supplier<QuorateOperator> operators) {
        this.operators = operators;
    }

    /** Returns when it is closed. */
    void run() throws InterruptedException {
        do {
            try (var operator = operators.get()) {
                current.set(operator);
                operator.start();
                operator.awaitEnd();
                LOG.warn("not leading any more: stands by");
            } catch (KubernetesClientException | OperatorException e) {
                LOG.warn("cannot start, tries again: {}", e.getMessage());
            } finally {
                current.set(null);
            }
        } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** For the kubelet: whether the process is worth keeping. */
    boolean healthy() {
        return operator().map(QuorateOperator::healthy).orElse(true);
    }

    /** Whether it could look after groups now. */
    boolean ready() {
        return operator().filter(QuorateOperator::ready).isPresent();
    }

    private Optional<QuorateOperator> operator() { return Optional.ofNullable(current.get()); }

    @Override
    public void close() {
        closed.countDown();
        operator().ifPresent(QuorateOperator::close);
    }
}
