package io.redoubt.test;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Test fixture with a {@link Redoubt} instance, a clock that the test moves, and a control for simulating Redis faults.
 * Thread-safe. A new one is empty, and {@link #close()} closes what it has opened. {@link RedoubtExtension} does both
 * for tests with JUnit.
 */
public final class TestRedoubt implements AutoCloseable {

    /** Command timeout on a real server, unless set: a test must not fail because its machine is busy. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final RedoubtSettings settings;
    private final Redoubt redoubt;
    private final RedisFaults faults;
    private final @Nullable ManualClock clock;
    private final @Nullable FaultProxy proxy;

    private TestRedoubt(
            RedoubtSettings settings,
            Redoubt redoubt,
            RedisFaults faults,
            @Nullable ManualClock clock,
            @Nullable FaultProxy proxy) {
        this.settings = settings;
        this.redoubt = redoubt;
        this.faults = faults;
        this.clock = clock;
        this.proxy = proxy;
    }

    /** Creates an embedded Redoubt with the default settings. */
    public static TestRedoubt embedded() {
        return embedded(settings -> {});
    }

    /**
     * Creates an embedded Redoubt with the application's settings.
     *
     * @param settings sets what differs from the defaults; names no server
     */
    public static TestRedoubt embedded(Consumer<RedoubtSettings.Builder> settings) {
        RedoubtSettings.Builder builder = RedoubtSettings.builder();
        settings.accept(builder);
        RedoubtSettings built = builder.build();
        ManualClock clock = ManualClock.create();
        EmbeddedFaults faults = new EmbeddedFaults();
        Redoubt redoubt = Redoubt.embedded(built, new EmbeddedStoreContext(clock.monotonic(), clock.instant(), faults));
        return new TestRedoubt(built, redoubt, faults, clock, null);
    }

    /** Creates a Redoubt on a real server with the default settings; see {@link TestBackend#REDIS}. */
    public static TestRedoubt onRedis() {
        return onRedis(settings -> {});
    }

    /**
     * Creates a Redoubt on a real server with the application's settings; see {@link TestBackend#REDIS}.
     *
     * @param settings sets what differs from the defaults. Settings of the connection are kept, except for the servers
     *     that they name; the command timeout is 10 seconds where there are none,
     *     and so is that of rate limits unless it is set
     * @throws IllegalStateException if no server is found, or it does not start
     * @throws ConfigurationException if no driver is on the class path, or several and none is chosen
     */
    public static TestRedoubt onRedis(Consumer<RedoubtSettings.Builder> settings) {
        RedoubtSettings.Builder builder = RedoubtSettings.builder().rateLimitTimeout(COMMAND_TIMEOUT);
        settings.accept(builder);
        RedoubtSettings draft = builder.build();
        RedisServer server = RedisServers.shared();
        FaultProxy proxy = FaultProxy.before(server.host(), server.port());
        try {
            RedisSettings given = draft.redis();
            RedisSettingsBuilder redis =
                    given == null ? RedisSettings.builder().commandTimeout(COMMAND_TIMEOUT) : given.toBuilder();
            RedoubtSettings built = builder.redis(
                            redis.node(new Node(proxy.host(), proxy.port())).build())
                    .keyPrefix("test-" + COUNTER.incrementAndGet() + ":" + draft.keyPrefix())
                    .build();
            Redoubt redoubt = Redoubt.connect(built);
            ProxyRedisFaults faults =
                    new ProxyRedisFaults(proxy, () -> redoubt.health().check().status());
            return new TestRedoubt(built, redoubt, faults, null, proxy);
        } catch (Throwable failure) {
            proxy.close();
            throw failure;
        }
    }

    static TestRedoubt on(TestBackend backend, Consumer<RedoubtSettings.Builder> settings) {
        return backend == TestBackend.REDIS ? onRedis(settings) : embedded(settings);
    }

    /** Returns the Redoubt. The same object every time. */
    public Redoubt redoubt() {
        return redoubt;
    }

    /**
     * Returns the settings of the Redoubt. On a real server, {@code Redoubt.connect(settings)} opens another
     * instance on the same data, as another process of the application does; the test closes it.
     */
    public RedoubtSettings settings() {
        return settings;
    }

    /**
     * Returns the clock by which everything ends that the Redoubt stores.
     *
     * @throws IllegalStateException on a real server, whose clock cannot be moved
     */
    public ManualClock clock() {
        if (clock == null) {
            throw new IllegalStateException(
                    "the clock of a real Redis server cannot be moved: test what ends by time on"
                            + " TestBackend.EMBEDDED, or wait for the server");
        }
        return clock;
    }

    /** Returns the switch for outages. */
    public RedisFaults faults() {
        return faults;
    }

    /** Ends all faults and closes the Redoubt. Idempotent. */
    @Override
    public void close() {
        if (proxy == null) {
            faults.up();
            redoubt.close();
            return;
        }
        try {
            proxy.heal();
            redoubt.close();
        } finally {
            proxy.close();
        }
    }
}
