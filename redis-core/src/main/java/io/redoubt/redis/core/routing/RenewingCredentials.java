package io.redoubt.redis.core.routing;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.CredentialsProvider;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeCredentialsSource;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Source of credentials that asks the application's {@link CredentialsProvider} for new ones before the old ones
 * expire. After four fifths of the validity of credentials, open connections authenticate again. Thread-safe.
 */
final class RenewingCredentials implements NodeCredentialsSource {

    private static final Logger LOG = LoggerFactory.getLogger("io.redoubt.redis.connections");
    private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(10);
    private static final long NO_MEMORY_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final CredentialsProvider provider;
    private final DriverContext context;
    /** Made in advance, for when there is no memory to make a failure. */
    private final DriverException outOfMemory =
            DriverException.notExecuted(Kind.ACCESS_DENIED, "the credentials provider failed: out of memory", null);

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private @Nullable CompletableFuture<@Nullable Credentials> pendingRequest;
    private BackgroundScheduler.@Nullable ScheduledTask renewal;
    private @Nullable NodeClient client;

    RenewingCredentials(CredentialsProvider provider, DriverContext context) {
        this.provider = provider;
        this.context = context;
    }

    /** Sets the client whose connections authenticate again. */
    void renewConnectionsOf(NodeClient connections) {
        lock.lock();
        try {
            client = connections;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableFuture<@Nullable Credentials> next() {
        CompletableFuture<@Nullable Credentials> answer = new CompletableFuture<>();
        lock.lock();
        try {
            CompletableFuture<@Nullable Credentials> current = pendingRequest;
            if (current != null && !current.isDone()) {
                return current.copy();
            }
            pendingRequest = answer;
        } finally {
            lock.unlock();
        }
        try {
            context.scheduler().execute(() -> requestCredentials(answer));
        } catch (Throwable e) {
            // An answer that never completes would hold up every later connection.
            answer.completeExceptionally(failure(e));
        }
        // Each caller gets a future of its own, which it may cancel.
        return answer.copy();
    }

    private void requestCredentials(CompletableFuture<@Nullable Credentials> answer) {
        try {
            Credentials provided =
                    Objects.requireNonNull(provider.credentials(), "the credentials provider returned null");
            Duration validFor = provided.validFor();
            if (validFor != null) {
                scheduleRenewal(validFor.dividedBy(5).multipliedBy(4), validFor);
            }
            answer.complete(provided);
        } catch (Throwable e) {
            answer.completeExceptionally(failure(e));
        }
    }

    /** Returns the failure of connections without credentials. Never throws. */
    private DriverException failure(Throwable e) {
        try {
            // Without the message of the exception, which may contain a credential.
            String message = "the credentials provider failed: " + e.getClass().getName();
            return DriverException.notExecuted(Kind.ACCESS_DENIED, message, e);
        } catch (OutOfMemoryError noMemory) {
            return outOfMemory;
        }
    }

    /** Schedules the renewal, replacing a renewal that was scheduled for earlier credentials. */
    private void scheduleRenewal(Duration delay, Duration validFor) {
        lock.lock();
        try {
            if (renewal != null) {
                renewal.cancel();
            }
            renewal = context.scheduler().schedule(delay, () -> reauthenticate(validFor));
        } finally {
            lock.unlock();
        }
    }

    private void reauthenticate(Duration validFor) {
        NodeClient connections;
        lock.lock();
        try {
            connections = client;
        } finally {
            lock.unlock();
        }
        if (connections == null) {
            return;
        }
        try {
            connections.reauthenticate(context.attemptDeadline());
        } catch (Throwable e) {
            // Also after an error: without another attempt the server ends these connections when the time is over.
            if (!(e instanceof DriverException known) || known.kind() != Kind.CLOSED) {
                scheduleRetry(validFor);
                LOG.warn("connections to {} could not authenticate again: {}", connections.node(), e.toString());
            }
        }
    }
    /** Schedules another attempt. Waits, on a worker thread, while there is no memory to do so. */
    private void scheduleRetry(Duration validFor) {
        boolean isScheduled = false;
        while (!isScheduled) {
            try {
                Duration part = validFor.dividedBy(20);
                scheduleRenewal(part.compareTo(MAX_RETRY_DELAY) < 0 ? part : MAX_RETRY_DELAY, validFor);
                isScheduled = true;
            } catch (Throwable noMemory) {
                LockSupport.parkNanos(NO_MEMORY_PAUSE_NANOS);
            }
        }
    }
}
