package io.redoubt.test.server;

import io.redoubt.test.server.ServerSource.SearchResult;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Factory that starts real Redis or Valkey servers for tests. Thread-safe.
 *
 * <p>Servers come from the first of these sources: the image in the system property {@code redoubt.redis.image};
 * the binary in the environment variable {@code REDOUBT_TEST_REDIS_SERVER}; the binary bundled in a dependency;
 * the PATH; Docker. If there is none, {@link IllegalStateException} lists every source that was tried: tests fail,
 * they are never skipped.
 */
public final class RedisServers {

    /** Prefix of the names of threads that live as long as the JVM. */
    static final String SHARED_THREADS = "redoubt-tck-shared";

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static SearchResult.@Nullable Found found;
    private static @Nullable RedisServer shared;
    private static @Nullable String announced;

    private RedisServers() {}

    /**
     * Returns the server that all tests of this JVM share. It is started by the first call and stopped with the
     * JVM. A test leaves it as it found it; a test that kills or configures a server starts one of its own.
     *
     * @throws IllegalStateException if no server can be found, or if an earlier test stopped this one
     */
    public static RedisServer shared() {
        LOCK.lock();
        try {
            if (shared == null) {
                shared = start(ServerOptions.defaults());
            }
            if (!shared.isAlive()) {
                throw new IllegalStateException("The shared server was ended by an earlier test: " + shared);
            }
            return shared;
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Starts a new server, which the caller closes.
     *
     * @throws IllegalStateException if no server can be found, or if it does not start; the message contains the
     *     end of its log
     */
    public static RedisServer start(ServerOptions options) {
        SearchResult.Found source = source();
        RedisServer server = RedisServer.start(source.launcher(), source.how(), options);
        announce(server);
        return server;
    }

    /**
     * Description of the server binary or image of this JVM's tests with its version, for reports; "none" before
     * the first start.
     */
    public static String description() {
        LOCK.lock();
        try {
            return announced == null ? "none" : announced;
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Returns the shell command that runs Maven with these arguments on the same server binary or image as this
     * JVM.
     */
    public static String mavenCommand(String arguments) {
        String binary = System.getenv().getOrDefault(EnvironmentBinarySource.VARIABLE, "");
        String image = System.getProperty(ConfiguredImageSource.PROPERTY, "");
        return (binary.isBlank() ? "" : EnvironmentBinarySource.VARIABLE + "=" + binary + " ")
                + "mvn "
                + arguments
                + (image.isBlank() ? "" : " -D" + ConfiguredImageSource.PROPERTY + "=" + image);
    }

    private static SearchResult.Found source() {
        LOCK.lock();
        try {
            if (found == null) {
                found = ServerSearch.of(ServerSearchEnvironment.ofThisJvm()).find();
            }
            return found;
        } finally {
            LOCK.unlock();
        }
    }

    /** Prints one line on the console, so that every test report names the server it was made with. */
    private static void announce(RedisServer server) {
        LOCK.lock();
        try {
            if (announced == null) {
                announced = server.toString();
                System.out.println("Redoubt tests run on " + server);
            }
        } finally {
            LOCK.unlock();
        }
    }
}
