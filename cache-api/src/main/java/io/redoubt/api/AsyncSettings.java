package io.redoubt.api;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Settings of asynchronous calls: the executor, context propagation, and limits on running and waiting calls.
 * Immutable: each method returns a changed copy.
 *
 * <p>The bounds apply to each feature (cache, sessions, rate limits, locks) separately, so that calls that wait for
 * locks do not hold up the cache; and in the cache to the store and to each region, so that a source that hangs does
 * not hold up the other regions. The store and all regions together have four times the bounds, of which each gets no
 * more than remains free. With an executor of the application they share the bounds.
 *
 * @param executor executor of the application that runs the calls, each on a thread other than the one that makes it;
 *     null for threads of Redoubt: virtual threads where the JVM has them (Java 21 or newer), else platform threads
 * @param taskDecorator carries the context of callers into work on other threads; {@link TaskDecorator#none()} unless
 *     set
 * @param maxRunning how many calls may run at a time, 1 to {@value #MAX_RUNNING}. As many again may run that are made
 *     by the work of other asynchronous calls. The store and all regions of a cache together run four times as many,
 *     and no region more than remain free: with few, such as 1, four regions whose calls never end leave none to
 *     others. {@value #DEFAULT_MAX_RUNNING_VIRTUAL} unless set, and {@value #DEFAULT_MAX_RUNNING_PLATFORM} on a JVM
 *     without virtual threads
 * @param maxQueued how many further calls may wait, 0 to {@value #MAX_QUEUED}; {@value #DEFAULT_MAX_QUEUED} unless set
 * @param queueTimeout how long a call may wait until it is started, 1 ms to 1 hour; 1 second unless set
 */
public record AsyncSettings(
        @Nullable Executor executor,
        TaskDecorator taskDecorator,
        int maxRunning,
        int maxQueued,
        Duration queueTimeout) {

    /** The largest {@code maxRunning}. */
    public static final int MAX_RUNNING = 100_000;

    /** The largest {@code maxQueued}. */
    public static final int MAX_QUEUED = 1_000_000;

    /** The default of {@code maxRunning} on virtual threads. */
    public static final int DEFAULT_MAX_RUNNING_VIRTUAL = 10_000;

    /** The default of {@code maxRunning} on platform threads. */
    public static final int DEFAULT_MAX_RUNNING_PLATFORM = 256;

    /** The default of {@code maxQueued}. */
    public static final int DEFAULT_MAX_QUEUED = 10_000;

    /** The default of {@code queueTimeout}: 1 second. */
    public static final Duration DEFAULT_QUEUE_TIMEOUT = Duration.ofSeconds(1);

    private static final Duration MIN_QUEUE_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_QUEUE_TIMEOUT = Duration.ofHours(1);
    private static final int FIRST_JAVA_WITH_VIRTUAL_THREADS = 21;

    /**
     * Validates all settings.
     *
     * @throws InvalidInputException with the invalid setting and the allowed range
     */
    public AsyncSettings {
        requireBetween("maxRunning", maxRunning, 1, MAX_RUNNING);
        requireBetween("maxQueued", maxQueued, 0, MAX_QUEUED);
        if (queueTimeout.compareTo(MIN_QUEUE_TIMEOUT) < 0 || queueTimeout.compareTo(MAX_QUEUE_TIMEOUT) > 0) {
            throw new InvalidInputException(
                    "queueTimeout of asynchronous calls must be between 1 ms and 1 hour: " + queueTimeout);
        }
    }

    /** Returns the default settings: threads of Redoubt, and no context that is carried over. */
    public static AsyncSettings defaults() {
        boolean virtual = Runtime.version().feature() >= FIRST_JAVA_WITH_VIRTUAL_THREADS;
        return new AsyncSettings(
                null,
                TaskDecorator.none(),
                virtual ? DEFAULT_MAX_RUNNING_VIRTUAL : DEFAULT_MAX_RUNNING_PLATFORM,
                DEFAULT_MAX_QUEUED,
                DEFAULT_QUEUE_TIMEOUT);
    }

    /** Returns a copy with an executor of the application. It is not closed by Redoubt. */
    public AsyncSettings withExecutor(Executor newExecutor) {
        return new AsyncSettings(newExecutor, taskDecorator, maxRunning, maxQueued, queueTimeout);
    }

    /** Returns a copy that runs calls on threads of Redoubt. */
    public AsyncSettings withOwnThreads() {
        return new AsyncSettings(null, taskDecorator, maxRunning, maxQueued, queueTimeout);
    }

    /** Returns a copy that carries the context of callers by this decorator. */
    public AsyncSettings withTaskDecorator(TaskDecorator newTaskDecorator) {
        return new AsyncSettings(executor, newTaskDecorator, maxRunning, maxQueued, queueTimeout);
    }

    /** Returns a copy with another bound of running calls. */
    public AsyncSettings withMaxRunning(int newMaxRunning) {
        return new AsyncSettings(executor, taskDecorator, newMaxRunning, maxQueued, queueTimeout);
    }

    /** Returns a copy with other bounds of waiting calls. */
    public AsyncSettings withQueue(int newMaxQueued, Duration newQueueTimeout) {
        return new AsyncSettings(executor, taskDecorator, maxRunning, newMaxQueued, newQueueTimeout);
    }

    private static void requireBetween(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new InvalidInputException(
                    name + " of asynchronous calls must be between " + min + " and " + max + ": " + value);
        }
    }
}
