package io.redoubt.tck.server;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Inputs for finding a Redis server for tests: system properties, environment variables, class path and Docker. A test
 * of the search can replace them.
 */
record SearchInputs(
        Properties properties, Map<String, String> environment, ClassLoader resources, BooleanSupplier docker) {

    static SearchInputs ofThisJvm() {
        return new SearchInputs(
                System::getProperty, System.getenv(), SearchInputs.class.getClassLoader(), Docker::answers);
    }

    /** Source of system properties. */
    interface Properties {
        @Nullable
        String get(String name);
    }
}
