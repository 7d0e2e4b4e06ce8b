package io.quorate.report;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.quorate.port.Api;
import io.quorate.port.ApiException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kubernetes events. They are for people: one that cannot be written (a namespace going away) is logged, no more. */
public final class Events {

    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    /** Longest note that the API server takes. */
    private static final int LONGEST = 1024;
    /** Where Kubernetes wants events about objects without a namespace. */
    private static final String OF_THE_CLUSTER = "default";

    private final Api api;
    private final Clock clock;

    public Events(Api api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    /** Tells about an object. */
    public void tell(HasMetadata about, boolean warning, String reason, String message) {
        var meta = about.getMetadata();
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        LOG.info("{}/{}: {}: {}", meta.getNamespace(), meta.getName(), reason, message);
        var event = new EventBuilder().withNewMetadata()
                .withNamespace(Optional.ofNullable(meta.getNamespace()).orElse(OF_THE_CLUSTER))
                .withGenerateName(meta.getName() + ".").endMetadata()
                .withNewInvolvedObject().withApiVersion(about.getApiVersion()).withKind(about.getKind())
                .withNamespace(meta.getNamespace()).withName(meta.getName())
                .withUid(meta.getUid()).endInvolvedObject().withType(warning ? "Warning" : "Normal").withReason(reason)
                .withMessage(message.length() > LONGEST ? message.substring(0, LONGEST) : message)
                .withFirstTimestamp(now).withLastTimestamp(now).withCount(1)
                .withReportingComponent("quorate.io/operator").withNewSource().withComponent("quorate").endSource()
                .build();
        try {
            api.create(event);
        } catch (ApiException e) {
            LOG.warn("event {} for {}/{} not written: {}", reason, meta.getNamespace(), meta.getName(), e.getMessage());
        }
    }
}
