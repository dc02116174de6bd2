package io.redoubt.tck.backend;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisConnections;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.Invariants;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.tck.proxy.CountingProxy.ThrowingRunnable;
import io.redoubt.tck.server.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A driver on real servers, under a key prefix that no other test has. */
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
        this.driver = RedisConnections.open(provider, deployment.settings(), System::nanoTime);
    }

    static RedisBackend on(Deployment deployment, RedisDriverProvider provider) {
        return new RedisBackend(deployment, provider, ThreadLeaks.none());
    }

    /** The same where threads are expected to stay, which are given little time to end. */
    static RedisBackend leaking(Deployment deployment, RedisDriverProvider provider, Duration timeout) {
        return new RedisBackend(deployment, provider, ThreadLeaks.none().waiting(timeout));
    }

    /** The driver, whose every command passes a counting proxy. */
    public RedisDriver driver() {
        return driver;
    }

    /** What every key of this test begins with. */
    public String prefix() {
        return prefix;
    }

    /** Where another process finds all this. */
    public BackendAddress address() {
        return new BackendAddress(provider.name(), deployment.url(), prefix);
    }

    /**
     * Has the driver connect to every master, for which its first calls would pay otherwise; tried again where a busy machine
     * takes longer than a driver has patience.
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

    /** What the block costs; connecting is not counted, but what teaches a server its scripts is. */
    public <E extends Exception> CommandCost measure(ThrowingRunnable<E> block) throws E {
        connect();
        return new CommandCost(deployment.measure(block), deployment.masterCount());
    }

    /** Sends a command behind the driver's back to the master of its first key, and returns its reply as text. */
    public String raw(String... words) {
        try (RawRedis master = deployment.master(RoutingKey.of(words))) {
            return String.valueOf(master.call(words));
        }
    }

    /** Sends a command to every master, and returns the replies as text. */
    public List<String> onEveryMaster(String... words) {
        return fromEveryMaster(master -> String.valueOf(master.call(words)));
    }

    /** Has every master forget its scripts. */
    public void forgetScripts() {
        onEveryMaster("SCRIPT", "FLUSH");
    }

    /** All keys of this test, whichever master holds them. */
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

    /** A connection of the test's own to the master of a key. The caller closes it. */
    public RawRedis master(String key) {
        return deployment.master(key);
    }

    /** A connection of the test's own to each master, always in the same order. The caller closes them. */
    public List<RawRedis> masters() {
        return deployment.masters();
    }

    /** What the test asks of each master, in their order. */
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

    /** The masters' time in microseconds; they run on one machine. */
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

    /** Closes the driver, and checks that nothing is left while the way to the servers is still open. */
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
