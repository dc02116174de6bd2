package io.redoubt.lettuce;

import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.redoubt.redis.spi.RedisSettings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes connections, and owns Lettuce's clients and threads. Thread-safe; blocks only in {@link #close()}.
 *
 * <p>It dials on its own threads: in a fresh JVM the first connection loads hundreds of classes, and a caller must be able
 * to leave meanwhile.
 */
final class Dialler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dialler.class);
    private static final long SHUTDOWN_SECONDS = 2;
    private static final int REDIALS = 5;

    private final long connectMillis;
    private final OpenChannels channels = new OpenChannels();
    private final ClientResources resources = ClientSetup.resources(channels);
    private final ReadProgress progress = new ReadProgress();
    /** The same reply shapes as every other driver, whatever the server would offer. */
    private final LeanClient forCommands;
    /** The protocol in which replies and what the server says by itself cannot be confused. */
    private final LeanClient forPushes;
    /** Nobody dials while it closes: Lettuce would make new threads for it, which nobody ends. */
    private final ReentrantReadWriteLock dialling = new ReentrantReadWriteLock();

    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<Attempt> attempts = ConcurrentHashMap.newKeySet();

    Dialler(RedisSettings settings) {
        this.connectMillis = settings.connectTimeout().toMillis();
        this.forCommands = new LeanClient(resources, ClientSetup.options(settings, ProtocolVersion.RESP2, progress));
        this.forPushes = new LeanClient(resources, ClientSetup.options(settings, ProtocolVersion.RESP3, progress));
    }

    /** Begins to make a connection for commands. */
    Attempt forCommands(RedisURI uri) {
        return attempt(forCommands, uri);
    }

    /** Begins to make a connection on which the server speaks by itself. */
    Attempt forPushes(RedisURI uri) {
        return attempt(forPushes, uri);
    }

    /** One attempt, which ends within the time to connect, and with this dialler. */
    private Attempt attempt(LeanClient client, RedisURI uri) {
        Attempt attempt = new Attempt(progress);
        attempts.add(attempt);
        var unused = attempt.outcome().whenComplete((line, failure) -> attempts.remove(attempt));
        try {
            resources.eventExecutorGroup().execute(() -> dial(client, uri, attempt, REDIALS));
        } catch (RejectedExecutionException e) {
            attempt.giveUp("the driver is closed");
        }
        if (closed.get()) {
            attempt.giveUp("the driver is closed");
        }
        return attempt;
    }

    private void dial(LeanClient client, RedisURI uri, Attempt attempt, int redials) {
        dialling.readLock().lock();
        try {
            if (closed.get() || attempt.outcome().isDone()) {
                return;
            }
            var unused = client.dial(uri, attempt).whenComplete((connection, failure) -> {
                if (failure != null && redials > 0 && Failures.outcomeMissed(failure)) {
                    dial(client, uri, attempt, redials - 1);
                } else {
                    attempt.settle(connection, failure);
                }
            });
            if (redials == REDIALS) {
                // Only now: loading classes is not the server's fault.
                limit(attempt);
            }
        } catch (Throwable e) {
            attempt.settle(null, e);
        } finally {
            dialling.readLock().unlock();
        }
    }

    private void limit(Attempt attempt) {
        var limit = resources
                .eventExecutorGroup()
                .schedule(
                        () -> attempt.giveUp("it took longer than " + connectMillis + " ms"),
                        connectMillis,
                        TimeUnit.MILLISECONDS);
        var unused = attempt.outcome().whenComplete((line, failure) -> limit.cancel(false));
    }

    /** Ends all threads, bounded to a few seconds; nobody dials any more. Idempotent. */
    @Override
    public void close() {
        dialling.writeLock().lock();
        try {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
        } finally {
            dialling.writeLock().unlock();
        }
        attempts.forEach(attempt -> attempt.giveUp("the driver is closed"));
        try {
            channels.close(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
            shutdown(forCommands);
            shutdown(forPushes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Not given up when interrupted: this begins the end of all threads, waited for or not.
        var ended = resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        try {
            if (!ended.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("threads of a driver still run {} s after it was closed", SHUTDOWN_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void shutdown(LeanClient client) throws InterruptedException {
        try {
            client.shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).get(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("a client did not end in time; its threads will", e);
        }
    }
}
