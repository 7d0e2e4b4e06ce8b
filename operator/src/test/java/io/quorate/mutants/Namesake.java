package io.quorate.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Optional;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The test that has the name of a class: what guards its rules first of all, and in no time. */
final class Namesake {

    private Namesake() {}

    static boolean there(String className) {
        return Namesake.class.getResource("/" + className.replace('.', '/') + "Test.class") != null;
    }

    /** The first situation that is not as it ought to be; nothing if there is no such test. */
    static Optional<String> noticed(ClassLoader classes, String className) throws ClassNotFoundException {
        if (!there(className)) {
            return Optional.empty();
        }
        var summary = new SummaryGeneratingListener();
        LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(classes.loadClass(className + "Test")))
                .filters(EngineFilter.includeEngines("junit-jupiter")).build(), summary);
        if (summary.getSummary().getTestsSucceededCount() + summary.getSummary().getTotalFailureCount() == 0) {
            throw new IllegalStateException(className + "Test says nothing");
        }
        return summary.getSummary().getFailures().stream().findFirst()
                .map(f -> f.getTestIdentifier().getLegacyReportingName());
    }
}
