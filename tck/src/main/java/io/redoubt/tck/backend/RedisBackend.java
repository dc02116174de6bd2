package io.redoubt.tck.backend;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.proxy.CountingProxy.ThrowingRunnable;
import io.redoubt.test.server.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** Test backend on real Redis servers, with a driver and a key prefix that no other test uses. */
public final class RedisBackend implements Backend {

    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static final CallOptions CONNECT_OPTIONS = CallOptions.within(Deployment.CONNECT_TIMEOUT);

    private final Deployment deployment;
    private final String prefix;
    private final Set<String> permanent = new HashSet<>();
    private final Invariant.Snapshot before;
    private final RedisDriverProvider provider;
    private final RedisDriver driver;
    private boolean connected;

    private RedisBackend(Deployment deployment, RedisDriverProvider provider, ThreadLeaks threads) {
        this.deployment = deployment;
        this.prefix = "tck-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + ":";
        this.before =
                Invariants.of(threads, deployment.invariants(prefix, permanent)).snapshot();
        this.provider = provider;
        this.driver = RedisDriverFactory.open(provider, deployment.settings(), System::nanoTime);
    }

    static RedisBackend on(Deployment deployment, RedisDriverProvider provider) {
        return new RedisBackend(deployment, provider, ThreadLeaks.none());
    }

    /** Creates a backend whose driver is expected to leave threads, which get only this time to end. */
    static RedisBackend leaking(Deployment deployment, RedisDriverProvider provider, Duration timeout) {
        return new RedisBackend(deployment, provider, ThreadLeaks.none().waiting(timeout));
    }

    /** The driver. Every command passes through a counting proxy. */
    public RedisDriver driver() {
        return driver;
    }

    /** The prefix of every key of this test. */
    public String prefix() {
        return prefix;
    }

    /** The address by which another process opens this backend. */
    public BackendAddress address() {
        return new BackendAddress(provider.name(), deployment.url(), prefix);
    }

    /**
     * Makes the driver connect to every master, so that its first calls do not include connecting. Retries if a
     * busy machine exceeds a timeout of the driver.
     */
    public void connect() {
        if (!connected) {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .atMost(Deployment.CONNECT_TIMEOUT)
                    .ignoreExceptionsInstanceOf(DriverException.class)
                    .until(() -> !driver.onEveryMaster(Command.keyless("PING"), CONNECT_OPTIONS)
                            .isEmpty());
            connected = true;
        }
    }

    /**
     * Counts the commands and round trips of the block. Connecting is not counted; loading a script into a server
     * is.
     */
    public <E extends Exception> CommandCost measure(ThrowingRunnable<E> block) throws E {
        connect();
        return new CommandCost(deployment.measure(block), deployment.masterCount());
    }

    /** Sends a command to the master of its first key, bypassing the driver, and returns the reply as text. */
    public String raw(String... words) {
        try (RawRedis master = deployment.master(CommandKeyFinder.of(words))) {
            return String.valueOf(master.call(words));
        }
    }

    /** Sends a command to every master and returns the replies as text. */
    public List<String> onEveryMaster(String... words) {
        return fromEveryMaster(master -> String.valueOf(master.call(words)));
    }

    /** Removes all scripts from every master. */
    public void forgetScripts() {
        onEveryMaster("SCRIPT", "FLUSH");
    }

    /** All keys of this test, on all masters. */
    public Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        fromEveryMaster(this::keys).forEach(keys::addAll);
        return keys;
    }

    /** The keys of this test on one master. */
    public Set<String> keys(RawRedis master) {
        Set<String> keys = new TreeSet<>();
        String cursor = "0";
        do {
            if (!(master.call("SCAN", cursor, "MATCH", prefix + "*", "COUNT", "1000") instanceof List<?> page)
                    || !(page.get(1) instanceof List<?> found)) {
                throw new IllegalStateException("SCAN did not answer as it does");
            }
            cursor = String.valueOf(page.get(0));
            found.forEach(key -> keys.add(String.valueOf(key)));
        } while (!cursor.equals("0"));
        return keys;
    }

    /** Opens a connection to the master of a key, bypassing the driver. The caller closes it. */
    public RawRedis master(String key) {
        return deployment.master(key);
    }

    /** Opens a connection to each master, always in the same order. The caller closes them. */
    public List<RawRedis> masters() {
        return deployment.masters();
    }

    /** Applies a function to a connection of each master and returns the results in the order of the masters. */
    public <T> List<T> fromEveryMaster(Function<RawRedis, T> question) {
        List<T> answers = new ArrayList<>();
        List<RawRedis> masters = deployment.masters();
        try {
            masters.forEach(master -> answers.add(question.apply(master)));
        } finally {
            masters.forEach(RawRedis::close);
        }
        return answers;
    }

    /** The time of the masters in microseconds. All run on one machine, so the first one is asked. */
    public long micros() {
        return fromEveryMaster(RedisBackend::micros).get(0);
    }

    @Override
    public <T> T feature(OnRedis<T> onRedis, Embedded<T> embedded) {
        return onRedis.open(driver, prefix);
    }

    @Override
    public void elapse(Duration duration) {
        List<RawRedis> masters = deployment.masters();
        try {
            List<Long> endTimes = masters.stream()
                    .map(master -> micros(master) + duration.toNanos() / 1000)
                    .toList();
            for (int i = 0; i < endTimes.size(); i++) {
                RawRedis master = masters.get(i);
                long endTime = endTimes.get(i);
                Awaitility.await()
                        .pollInSameThread()
                        .pollInterval(Duration.ofMillis(1))
                        .pollDelay(Duration.ZERO)
                        .atMost(duration.plusSeconds(60))
                        .until(() -> micros(master) > endTime);
            }
        } finally {
            masters.forEach(RawRedis::close);
        }
    }

    private static long micros(RawRedis master) {
        List<String> time = master.texts("TIME");
        return Long.parseLong(time.get(0)) * 1_000_000 + Long.parseLong(time.get(1));
    }

    @Override
    public void permanent(String key) {
        permanent.add(prefix + "cache:" + key);
    }

    /** Closes the driver, and checks that nothing is left behind while the servers are still reachable. */
    @Override
    public void close() {
        try {
            driver.close();
            before.verify();
        } finally {
            deployment.close();
        }
    }

    @Override
    public String toString() {
        return provider.name() + " on " + deployment;
    }
}
