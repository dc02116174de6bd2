package io.redoubt.test.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Strategy that starts test servers with the Redis binary from the jar of org.signal:embedded-redis. No other resource
 * of that jar is used.
 */
record BundledBinarySource(ServerSearchEnvironment inputs) implements ServerSource {

    private static final String ARTIFACT = "org.signal:embedded-redis 0.9.1";
    private static final String VERSION = "7.0.15";
    private static final Map<String, String> SHA256 = Map.of(
            "linux-amd64", "c0cdeef856b3410fd99d6ec6fc6a20302e69059b00ce5d6abab7b3e5069ea91e",
            "linux-arm64", "d5c7ff117caf45d7dc2f59c1f956e1830438779947d66aa5647c2cdcc16eca50",
            "darwin-amd64", "e22a3d9147802bba0724efb2e446c49e1e514e76ff8031bb6d44b8628400d8f3",
            "darwin-arm64", "07838a2eb6f5961c89d8e6f1f83482de355dfc6bb04e05bfb00ae1f137dee129");

    @Override
    public String description() {
        return "bundled " + ARTIFACT;
    }

    @Override
    public SearchResult search() {
        String platform = platform();
        String sha256 = SHA256.get(platform);
        if (sha256 == null) {
            return new SearchResult.NotFound("has no binary for " + platform);
        }
        String resource = "redis-server-" + VERSION + "-" + platform;
        try (InputStream in = inputs.resources().getResourceAsStream(resource)) {
            if (in == null) {
                return new SearchResult.NotFound("no resource /" + resource + " on the class path");
            }
            Path binary = BinaryExtractor.extract(in, resource, sha256);
            return new SearchResult.Found(new BinaryLauncher(binary), description() + ", sha256 verified");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot extract /" + resource, e);
        }
    }

    private String platform() {
        return operatingSystem() + "-" + architecture();
    }

    private String operatingSystem() {
        String name = property("os.name");
        return name.startsWith("mac") ? "darwin" : name;
    }

    private String architecture() {
        String name = property("os.arch");
        return switch (name) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }

    private String property(String name) {
        return Objects.requireNonNullElse(inputs.properties().get(name), "unknown")
                .toLowerCase(Locale.ROOT);
    }
}
