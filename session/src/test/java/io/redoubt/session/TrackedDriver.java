package io.redoubt.session;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Driver without a server, which grants tracking or fails as a test says, and reports what the test reports. */
final class TrackedDriver {

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile boolean isArmed = true;
    private volatile Runnable beforeAnswer = () -> {};
    private volatile @Nullable TrackingListener listener;

    private final RedisDriver driver = (RedisDriver) Proxy.newProxyInstance(
            RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                if (!method.getName().equals("track")) {
                    throw new UnsupportedOperationException(method.getName());
                }
                attempts.incrementAndGet();
                beforeAnswer.run();
                Throwable failure = failures.poll();
                if (failure != null) {
                    throw failure;
                }
                listener = (TrackingListener) arguments[1];
                return new Tracking();
            });

    private final class Tracking implements TrackingSubscription {
        @Override
        public boolean armed() {
            return isArmed;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    RedisDriver driver() {
        return driver;
    }

    /** Lets the next attempt without a failure fail. */
    void fail(Throwable failure) {
        failures.add(failure);
    }

    /** Runs this in each attempt. */
    void beforeAnswer(Runnable work) {
        beforeAnswer = work;
    }

    /** Sets whether the connection for reports is up. */
    void setArmed(boolean armed) {
        isArmed = armed;
    }

    TrackingListener listener() {
        return Objects.requireNonNull(listener, "tracking was not asked for");
    }

    int attempts() {
        return attempts.get();
    }

    /** Returns the number of subscriptions that were closed. */
    int closed() {
        return closed.get();
    }
}
