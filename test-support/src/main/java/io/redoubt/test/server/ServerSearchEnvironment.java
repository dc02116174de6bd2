package io.redoubt.test.server;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Environment that decides how test servers can be started: system properties, environment variables, class path,
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
