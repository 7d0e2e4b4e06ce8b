package io.quorate;

import io.fabric8.kubernetes.api.model.Node;
import io.quorate.observe.Nodes;
import io.quorate.port.ApiException;
import io.quorate.record.ClusterRecords;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the cluster record; many changes become one write a second at most. */
final class Membership {

    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final ClusterRecords records;
    private final ScheduledExecutorService clock;
    private final Supplier<List<Node>> nodes;
    private final AtomicBoolean due = new AtomicBoolean();

    Membership(ClusterRecords records, ScheduledExecutorService clock, Supplier<List<Node>> nodes) {
        this.records = records;
        this.clock = clock;
        this.nodes = nodes;
    }

    /** Some node has changed. */
    void changed() {
        if (due.compareAndSet(false, true)) {
            clock.schedule(this::write, 1, TimeUnit.SECONDS);
        }
    }

    private void write() {
        due.set(false);
        var all = new TreeSet<String>();
        var down = new TreeSet<String>();
        for (var node : nodes.get()) {
            all.add(node.getMetadata().getName());
            if (!Nodes.ready(node)) {
                down.add(node.getMetadata().getName());
            }
        }
        try {
            records.write(all, down);
        } catch (ApiException e) {
            LOG.info("cluster record not written, tried again: {}", e.getMessage());
            changed();
        }
    }
}
