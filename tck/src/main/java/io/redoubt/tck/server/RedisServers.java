package io.redoubt.tck.server;

import io.redoubt.tck.server.ServerSource.SearchResult;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The real servers that tests run on. Thread-safe.
 *
 * <p>Where they come from, in this order: the image in the system property {@code redoubt.redis.image}; the binary in
 * the environment variable {@code REDOUBT_TEST_REDIS_SERVER}; the binary bundled in a dependency; the PATH; Docker.
 * Where there is none, {@link IllegalStateException} tells every place that was tried: tests fail, they never skip.
 */
public final class RedisServers {

    /** What the names of threads begin with that live as long as the JVM. */
    static final String SHARED_THREADS = "redoubt-tck-shared";

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static SearchResult.@Nullable Found found;
    private static @Nullable RedisServer shared;
    private static @Nullable String announced;

    private RedisServers() {}

    /**
     * The server that all tests of this JVM share: started at the first call, ended with the JVM. Whoever uses it
     * leaves it as it was; who wants to kill or to configure a server starts one.
     *
     * @throws IllegalStateException if there is no server, or if a test ended this one
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
     * A new server of the caller, who closes it.
     *
     * @throws IllegalStateException if there is no server, or if it does not start; the message has the end of its log
     */
    public static RedisServer start(ServerOptions options) {
        SearchResult.Found source = source();
        RedisServer server = RedisServer.start(source.launcher(), source.how(), options);
        announce(server);
        return server;
    }

    /** The server binary or image of this JVM's tests with its version, for reports; "none" before the first start. */
    public static String description() {
        LOCK.lock();
        try {
            return announced == null ? "none" : announced;
        } finally {
            LOCK.unlock();
        }
    }

    /** The shell command that runs Maven with these arguments on the same server binary or image as this JVM. */
    public static String mavenCommand(String arguments) {
        String binary = System.getenv().getOrDefault(BinaryFromEnvironment.VARIABLE, "");
        String image = System.getProperty(ImageFromProperty.PROPERTY, "");
        return (binary.isBlank() ? "" : BinaryFromEnvironment.VARIABLE + "=" + binary + " ")
                + "mvn "
                + arguments
                + (image.isBlank() ? "" : " -D" + ImageFromProperty.PROPERTY + "=" + image);
    }

    private static SearchResult.Found source() {
        LOCK.lock();
        try {
            if (found == null) {
                found = ServerSearch.of(SearchInputs.ofThisJvm()).find();
            }
            return found;
        } finally {
            LOCK.unlock();
        }
    }

    /** One line on the console, so that every test report names the server that it was made with. */
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
