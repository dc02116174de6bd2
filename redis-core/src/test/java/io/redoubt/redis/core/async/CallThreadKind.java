package io.redoubt.redis.core.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.AsyncSettings;
import io.redoubt.redis.core.support.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Kinds of threads on which asynchronous calls run. */
enum CallThreadKind {
    /** Virtual threads if the JVM of the test has them, else platform threads. */
    DEFAULT,
    PLATFORM,
    APPLICATION;

    private static final long PATIENCE_MILLIS = 60_000;
    private static final String NAME = "redoubt-async-test";

    @SuppressWarnings("ImmutableEnumChecker") // of one test at a time
    private @Nullable ExecutorService application;

    AsyncExecutor open(AsyncSettings settings, Duration closeTimeout) {
        CallThreads threads = switch (this) {
            case DEFAULT -> CallThreads.own(NAME + "-");
            case PLATFORM -> CallThreads.platform(NAME + "-");
            case APPLICATION -> CallThreads.of(newApplication());
        };
        AsyncSettings all = application == null ? settings : settings.withExecutor(application);
        return new AsyncExecutor(NAME, all, threads, closeTimeout);
    }

    private ExecutorService newApplication() {
        ExecutorService executor = application;
        if (executor == null) {
            executor = Executors.newCachedThreadPool(DaemonThreads.numbered("application-"));
            application = executor;
        }
        return executor;
    }

    String threadPrefix() {
        return this == APPLICATION ? "application-" : NAME + "-";
    }

    /** Waits until all platform threads of the executors under test have ended. */
    void awaitThreadsEnded() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(NAME)) {
                thread.join(PATIENCE_MILLIS);
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    void close() {
        if (application != null) {
            application.shutdownNow();
            application = null;
        }
    }
}
