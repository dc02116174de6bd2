package io.redoubt.tck.server;

import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/** All that the search for a server reads from outside, so that a test can give it another world. */
record SearchInputs(
        Properties properties, Map<String, String> environment, ClassLoader resources, BooleanSupplier docker) {

    static SearchInputs ofThisJvm() {
        return new SearchInputs(
                System::getProperty,
                System.getenv(),
                SearchInputs.class.getClassLoader(),
                () -> DockerClientFactory.instance().isDockerAvailable());
    }

    /** System properties. */
    interface Properties {
        @Nullable
        String get(String name);
    }
}
