package io.redoubt.test.server;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Inputs of the search for a way to start test servers: system properties, environment variables, class path and
 * Docker. A test of the search can replace them.
 */
record ServerSearchEnvironment(
        Properties properties, Map<String, String> environment, ClassLoader resources, BooleanSupplier docker) {

    static ServerSearchEnvironment ofThisJvm() {
        return new ServerSearchEnvironment(
                System::getProperty,
                System.getenv(),
                ServerSearchEnvironment.class.getClassLoader(),
                DockerAvailability::answers);
    }

    /** Source of system properties. */
    interface Properties {
        @Nullable
        String get(String name);
    }
}
