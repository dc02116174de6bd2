package io.redoubt.test.server;

import java.nio.file.Files;
import java.nio.file.Path;

/** Strategy that starts test servers with the binary that an environment variable names. */
record EnvironmentBinarySource(ServerSearchEnvironment inputs) implements ServerSource {

    static final String VARIABLE = "REDOUBT_TEST_REDIS_SERVER";

    @Override
    public String description() {
        return "environment variable " + VARIABLE;
    }

    @Override
    public SearchResult search() {
        String value = inputs.environment().getOrDefault(VARIABLE, "");
        if (value.isBlank()) {
            return new SearchResult.NotFound("not set");
        }
        Path binary = Path.of(value);
        if (!Files.isRegularFile(binary)) {
            throw refused(value, "is not a file");
        }
        if (!Files.isExecutable(binary)) {
            throw refused(value, "is not executable");
        }
        return new SearchResult.Found(new BinaryLauncher(binary.toAbsolutePath()), VARIABLE + "=" + value);
    }

    private static IllegalStateException refused(String value, String why) {
        return new IllegalStateException(
                VARIABLE + "=" + value + " " + why + ": name a redis-server or valkey-server, or unset it");
    }
}
