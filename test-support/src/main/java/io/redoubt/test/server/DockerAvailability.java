package io.redoubt.test.server;

import org.testcontainers.DockerClientFactory;

/** Utility class that checks whether Docker can be used through Testcontainers, an optional dependency. */
final class DockerAvailability {

    private DockerAvailability() {}

    /** Returns whether containers can be started: Testcontainers is on the class path, and Docker is running. */
    static boolean answers() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (NoClassDefFoundError withoutTestcontainers) {
            return false;
        }
    }
}
