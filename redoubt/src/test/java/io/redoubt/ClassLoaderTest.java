package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the classes of an application that is deployed anew are collected. */
@Timeout(120)
@DisplayName("The class loader of an application")
final class ClassLoaderTest {

    private static final int MAX_COLLECTIONS = 200;

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "lettuce", "jedis"})
    @DisplayName("A closed instance leaves nothing on the threads of its callers that keeps its class loader in memory")
    void collected(String backend) throws Exception {
        RedisServer server = RedisServers.shared();
        List<ExecutorService> container = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            container.add(Executors.newSingleThreadExecutor(work -> new Thread(work, "container-thread")));
        }
        try {
            WeakReference<ClassLoader> loader = deploy(backend, server, container);
            // Up to Java 18, the JDK itself keeps the class loader whose record was the last to be compared
            // (JDK-8078641).
            var unused = deploy(backend, server, container);
            for (int i = 0; i < MAX_COLLECTIONS && loader.get() != null; i++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(loader.get()).isNull();
        } finally {
            container.forEach(ExecutorService::shutdown);
        }
    }

    /** Opens, uses and closes an instance in a class loader of its own, on threads that go on. */
    private static WeakReference<ClassLoader> deploy(String backend, RedisServer server, List<ExecutorService> threads)
            throws Exception {
        URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
        Class<?> type = loader.loadClass("io.redoubt.DeployedApplication");
        @SuppressWarnings("unchecked")
        Callable<Object> application =
                (Callable<Object>) type.getDeclaredConstructor(String.class, String.class, int.class)
                        .newInstance(backend, server.host(), server.port());
        // The application's step on each thread: open, use, close.
        for (ExecutorService thread : threads) {
            thread.submit(() -> {
                        Thread.currentThread().setContextClassLoader(loader);
                        try {
                            return application.call();
                        } finally {
                            Thread.currentThread().setContextClassLoader(null);
                        }
                    })
                    .get(60, TimeUnit.SECONDS);
        }
        loader.close();
        return new WeakReference<>(loader);
    }

    private static URL[] classPath() throws IOException {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<URL> urls = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
