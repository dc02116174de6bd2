package io.redoubt.lettuce;

import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.RedisSettings;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to one server, and owns Lettuce's client and threads. Thread-safe; blocks only in {@link #await} and
 * {@link #close()}.
 */
final class Connector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    private static final long SHUTDOWN_SECONDS = 2;
    private static final int REDIALS = 5;

    private final RedisSettings settings;
    private final OpenChannels channels = new OpenChannels();
    private final ClientResources resources = ClientSetup.resources(channels);
    private final RedisClient client;
    private final RedisURI uri;
    private final Failures failures;
    /** Nobody dials while it closes: Lettuce would make new threads for it, which nobody ends. */
    private final ReentrantReadWriteLock dialling = new ReentrantReadWriteLock();

    private final AtomicBoolean closed = new AtomicBoolean();
    private final Set<Attempt<?>> attempts = ConcurrentHashMap.newKeySet();

    Connector(RedisSettings settings) {
        this.settings = settings;
        this.failures = new Failures(settings.node(), closed::get);
        this.uri = ClientSetup.uri(settings);
        this.client = new LeanClient(resources);
        client.setOptions(ClientSetup.options(settings));
    }

    Failures failures() {
        return failures;
    }

    boolean closed() {
        return closed.get();
    }

    /** Runs a task of ours later, on a thread that serves no connection; not at all once this is closed. */
    void later(Runnable task, long millis) {
        try {
            var unused = resources.eventExecutorGroup().schedule(task, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("nothing more is done for {}: the driver is closed", settings.node());
        }
    }

    /** Begins to open a connection for commands. */
    Attempt<StatefulRedisConnection<byte[], byte[]>> connect() {
        return attempt(() -> client.connectAsync(ByteArrayCodec.INSTANCE, uri));
    }

    /** Begins to open a connection for subscriptions. */
    Attempt<StatefulRedisPubSubConnection<byte[], byte[]>> connectPubSub() {
        return attempt(() -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri));
    }

    /** One attempt, which ends within the time to connect, and with this connector. */
    private <C extends StatefulConnection<byte[], byte[]>> Attempt<C> attempt(Supplier<ConnectionFuture<C>> dialler) {
        Attempt<C> attempt = new Attempt<>();
        attempts.add(attempt);
        var unused = attempt.outcome().whenComplete((connection, failure) -> attempts.remove(attempt));
        dial(attempt, dialler, REDIALS);
        if (closed.get()) {
            attempt.abandon();
        }
        return attempt;
    }

    private <C extends StatefulConnection<byte[], byte[]>> void dial(
            Attempt<C> attempt, Supplier<ConnectionFuture<C>> dialler, int redials) {
        dialling.readLock().lock();
        try {
            if (!closed.get()) {
                var unused = dialler.get().whenComplete((connection, failure) -> {
                    if (failure != null && redials > 0 && Failures.outcomeMissed(failure)) {
                        dial(attempt, dialler, redials - 1);
                    } else {
                        attempt.settle(connection, failure);
                    }
                });
                // Only now: in a fresh JVM the lines above load hundreds of classes, which is not the server's fault.
                limit(attempt.outcome());
            }
        } catch (RuntimeException e) {
            attempt.outcome().completeExceptionally(e);
        } finally {
            dialling.readLock().unlock();
        }
    }

    /** Ends what it may take no longer to do than to connect. */
    void limit(CompletableFuture<?> outcome) {
        long millis = settings.connectTimeout().toMillis();
        var limit = resources
                .eventExecutorGroup()
                .schedule(() -> outcome.completeExceptionally(tooLong(millis)), millis, TimeUnit.MILLISECONDS);
        var unused = outcome.whenComplete((done, failure) -> limit.cancel(false));
    }

    private static RedisConnectionException tooLong(long millis) {
        return new RedisConnectionException("it took longer than " + millis + " ms");
    }

    /**
     * Waits for an attempt, which goes on if the deadline passes.
     *
     * @throws DriverException if there is no connection in time
     */
    <T> T await(CompletableFuture<T> outcome, Deadline deadline) {
        failures.requireUninterrupted();
        try {
            return outcome.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw failures.timeout(Execution.NOT_EXECUTED, "no connection to");
        } catch (InterruptedException e) {
            throw failures.interrupted(Execution.NOT_EXECUTED, e);
        } catch (ExecutionException e) {
            throw failures.connecting(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Marks the end, from which on every failure is of kind CLOSED; false if that was done before. */
    boolean beginClose() {
        dialling.writeLock().lock();
        try {
            return closed.compareAndSet(false, true);
        } finally {
            dialling.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        attempts.forEach(attempt -> attempt.giveUp("the driver is closed"));
        try {
            channels.close(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
            client.shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).get(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the client for {} did not end in time; its threads will", settings.node(), e);
        }
        // Not given up when interrupted: this begins the end of all threads, waited for or not.
        var ended = resources.shutdown(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        try {
            if (!ended.await(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("threads of the driver for {} still run", settings.node());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
