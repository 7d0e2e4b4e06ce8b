package io.quorate.e2e;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests on the shared cluster, side by side; each gets a {@link Scene} of its own. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(OnCluster.Scenes.class)
@interface OnCluster {

    /** Makes the cluster once, and a scene for each test; JUnit closes both. */
    final class Scenes implements ParameterResolver {

        private static final Namespace HERE = Namespace.create(OnCluster.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == Scene.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            var cluster = test.getRoot().getStore(HERE).computeIfAbsent("cluster", k -> new Cluster(), Cluster.class);
            return test.getStore(HERE).computeIfAbsent("scene", k -> new Scene(cluster.plane(), cluster.nextName()),
                    Scene.class);
        }
    }
}
