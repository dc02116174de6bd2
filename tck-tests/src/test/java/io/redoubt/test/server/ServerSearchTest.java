package io.redoubt.test.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.test.server.ServerSource.SearchResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The search for a server")
class ServerSearchTest {

    @TempDir
    Path directory;

    private final Map<String, String> properties = new HashMap<>(Map.of("os.name", "Linux", "os.arch", "amd64"));
    private final Map<String, String> environment = new HashMap<>();
    private ClassLoader resources = new SingleResourceClassLoader(null);
    private boolean docker;

    @Test
    @DisplayName("takes the bundled binary if nothing else is requested")
    void bundled() {
        resources = ServerSearchTest.class.getClassLoader();
        assertThat(find().how()).isEqualTo("bundled org.signal:embedded-redis 0.9.1, sha256 verified");
    }

    @Test
    @DisplayName("names the platforms of the bundled binary as the jar does")
    void platforms() {
        properties.put("os.name", "Mac OS X");
        properties.put("os.arch", "aarch64");
        assertThatThrownBy(this::find).hasMessageContaining("no resource /redis-server-7.0.15-darwin-arm64");
    }

    @Test
    @DisplayName("refuses a bundled binary with another checksum, and does not go on")
    void corrupted() throws IOException {
        resources = new SingleResourceClassLoader(new byte[] {1, 2, 3});
        program("redis-server");
        assertThatIllegalStateException()
                .isThrownBy(this::find)
                .withMessageContainingAll("/redis-server-7.0.15-linux-amd64 was refused", "sha256 is 039058c6f2c0")
                .withMessageContaining("and not c0cdeef856b3410f");
    }

    @Test
    @DisplayName("takes the binary of the environment before all others")
    void override() throws IOException {
        Path binary = program("my-server");
        environment.put("REDOUBT_TEST_REDIS_SERVER", binary.toString());
        resources = ServerSearchTest.class.getClassLoader();
        assertThat(find())
                .isEqualTo(new SearchResult.Found(new BinaryLauncher(binary), "REDOUBT_TEST_REDIS_SERVER=" + binary));
    }

    @Test
    @DisplayName("refuses a binary of the environment that does not exist, naming variable and value")
    void overrideMissing() {
        environment.put("REDOUBT_TEST_REDIS_SERVER", "/no/such/server");
        resources = ServerSearchTest.class.getClassLoader();
        assertThatIllegalStateException()
                .isThrownBy(this::find)
                .withMessageContaining("REDOUBT_TEST_REDIS_SERVER=/no/such/server is not a file");
    }

    @Test
    @DisplayName("refuses a binary of the environment that is not executable, naming variable and value")
    void overrideNotExecutable() throws IOException {
        Path text = Files.writeString(directory.resolve("server.txt"), "no program");
        environment.put("REDOUBT_TEST_REDIS_SERVER", text.toString());
        assertThatIllegalStateException()
                .isThrownBy(this::find)
                .withMessageContaining("REDOUBT_TEST_REDIS_SERVER=" + text + " is not executable");
    }

    @Test
    @DisplayName("falls back to redis-server, and then to valkey-server, on the PATH")
    void path() throws IOException {
        environment.put("PATH", "/no/such/directory:" + directory);
        Path valkey = program("valkey-server");
        assertThat(find().how()).isEqualTo("valkey-server on the PATH: " + valkey);
        Path redis = program("redis-server");
        assertThat(find().how()).isEqualTo("redis-server on the PATH: " + redis);
    }

    @Test
    @DisplayName("falls back to a container where Docker runs")
    void docker() {
        docker = true;
        assertThat(find()).isEqualTo(containers("redis:7.2-alpine"));
    }

    @Test
    @DisplayName("takes a class path without Testcontainers for a machine without Docker")
    void withoutTestcontainers() throws Exception {
        URL classes =
                DockerAvailability.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader without = new URLClassLoader(new URL[] {classes}, null)) {
            Method answers =
                    without.loadClass(DockerAvailability.class.getName()).getDeclaredMethod("answers");
            answers.setAccessible(true);
            assertThat(answers.invoke(null)).isEqualTo(false);
        }
    }

    @Test
    @DisplayName("takes the image of the system property before all others")
    void forcedImage() {
        docker = true;
        properties.put("redoubt.redis.image", "valkey/valkey:8");
        environment.put("REDOUBT_TEST_REDIS_SERVER", "/no/such/server");
        assertThat(find()).isEqualTo(containers("valkey/valkey:8"));
    }

    @Test
    @DisplayName("refuses to go on without Docker where the system property asks for an image")
    void forcedImageWithoutDocker() {
        properties.put("redoubt.redis.image", "redis:8");
        resources = ServerSearchTest.class.getClassLoader();
        assertThatIllegalStateException()
                .isThrownBy(this::find)
                .withMessageContainingAll("-Dredoubt.redis.image=redis:8", "Docker does not answer");
    }

    @Test
    @DisplayName("fails if there is no server, and lists every source that was tried and what to do")
    void nothing() {
        properties.put("os.name", "Plan 9");
        environment.put("PATH", "/nowhere");
        assertThatIllegalStateException().isThrownBy(this::find).withMessage("""
                        No Redis or Valkey server for the tests. Tried, in this order:
                         - system property redoubt.redis.image: not set
                         - environment variable REDOUBT_TEST_REDIS_SERVER: not set
                         - bundled org.signal:embedded-redis 0.9.1: has no binary for plan 9-amd64
                         - PATH: neither redis-server nor valkey-server in /nowhere
                         - Docker: does not answer, or org.testcontainers:testcontainers is not on the class path
                        What to do, one of these: add org.signal:embedded-redis:0.9.1 to the dependencies of the tests, which \
                        brings a binary for Linux and macOS; put redis-server or valkey-server on the PATH; set \
                        REDOUBT_TEST_REDIS_SERVER=/path/to/redis-server; or add org.testcontainers:testcontainers and \
                        start Docker.""");
    }

    private SearchResult.Found find() {
        return ServerSearch.of(new ServerSearchEnvironment(properties::get, environment, resources, () -> docker))
                .find();
    }

    private static SearchResult.Found containers(String image) {
        return new SearchResult.Found(new ContainerLauncher(image), "container " + image);
    }

    private Path program(String name) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** Class loader on whose path every resource has the same content, or none exists. */
    private static final class SingleResourceClassLoader extends ClassLoader {

        private final byte @Nullable [] content;

        SingleResourceClassLoader(byte @Nullable [] content) {
            super(null);
            this.content = content;
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return content == null ? null : new ByteArrayInputStream(content);
        }
    }
}
