package io.redoubt.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.SystemClock;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.tck.refusal.Refusal;
import io.redoubt.tck.refusal.RefusingServer;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The background tasks of sessions")
final class SessionMaintenanceTest {

    private static final Duration SOON = ofMillis(40);
    private static final Duration NEVER = ofHours(1);

    private static SweptSessions open(RedisBackend redis, @Nullable LongSupplier clock) {
        redis.connect();
        return new SweptSessions(redis.driver(), redis.prefix(), ofSeconds(1), ofHours(1), clock);
    }

    private static RedisBackend lettuce() {
        return RedisBackendFactory.standalone(new LettuceDriverProvider()).backend();
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await().atMost(ofSeconds(30)).pollInterval(ofMillis(5)).until(condition);
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(SessionMaintenance.THREAD))
                .toList();
    }

    @Test
    @DisplayName("of two processes tell of each expired session once, and add up what both count")
    void twoProcesses() {
        try (RedisBackend redis = lettuce();
                SweptSessions one = open(redis, null);
                SweptSessions two = open(redis, null);
                SessionMaintenance first = one.maintenance(SOON, SOON);
                SessionMaintenance second = two.maintenance(SOON, SOON)) {
            first.start();
            first.start();
            second.start();
            List<String> handles = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                handles.add(one.create("user-" + i).handle());
                handles.add(two.createAnonymous().handle());
                one.counters.created();
                two.counters.created();
            }
            for (SweptSessions each : List.of(one, two)) {
                eventually(() -> each.expired().size() >= handles.size());
                assertThat(each.expired()).containsExactlyInAnyOrderElementsOf(handles);
            }
            eventually(() -> count(one, 1) == 60 && count(one, 3) == 60);
            assertThat(redis.keys()).isSubsetOf(one.statisticsKey(), one.sweeperKey());
        }
    }

    /** Returns a count of the last minutes that stands on the server. */
    private static long count(SweptSessions sessions, int number) {
        List<Reply> fields = ReplyValues.elements(sessions.calls.read(
                sessions.operations.of("test"), Command.keyed("HGETALL", SessionKeys.utf8(sessions.statisticsKey()))));
        long sum = 0;
        for (int i = 0; i < fields.size(); i += 2) {
            if (ReplyValues.text(fields.get(i)).matches("m:[0-9]+:" + number)) {
                sum += Long.parseLong(ReplyValues.text(fields.get(i + 1)));
            }
        }
        return sum;
    }

    @Test
    @DisplayName("add the counts that are left, and give the lease back, when they are closed; once")
    void close() {
        try (RedisBackend redis = lettuce();
                SweptSessions sessions = open(redis, null)) {
            SessionMaintenance sweeping = sessions.maintenance(SOON, NEVER);
            sweeping.start();
            eventually(() -> redis.raw("EXISTS", sessions.sweeperKey()).equals("1"));
            sweeping.close();
            assertThat(redis.keys()).isEmpty();
            SessionMaintenance counting = sessions.maintenance(NEVER, NEVER);
            counting.start();
            eventually(() -> threads().get(0).getState() == Thread.State.TIMED_WAITING);
            sessions.counters.created();
            counting.close();
            assertThat(count(sessions, 1)).isEqualTo(1);
            assertThat(threads()).isEmpty();
            sessions.counters.created();
            counting.close();
            counting.start();
            assertThat(threads()).isEmpty();
            assertThat(count(sessions, 1)).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("need no thread before they are started, also to be closed")
    void notStarted() {
        try (RedisBackend redis = lettuce();
                SweptSessions sessions = open(redis, null)) {
            sessions.maintenance(SOON, SOON).close();
            assertThat(threads()).isEmpty();
            assertThat(redis.keys()).isEmpty();
        }
    }

    @Test
    @DisplayName("go on after an Error of the code that they call")
    void errors() {
        AtomicInteger thrown = new AtomicInteger();
        try (CapturedLog log = CapturedLog.open();
                RedisBackend redis = lettuce()) {
            redis.connect();
            long start = redis.micros() / 1000 - System.nanoTime() / 1_000_000;
            LongSupplier clock = () -> {
                if (Thread.currentThread().getName().equals(SessionMaintenance.THREAD)
                        && thrown.incrementAndGet() <= 3) {
                    throw new NoClassDefFoundError("thrown by a test");
                }
                return start + System.nanoTime() / 1_000_000;
            };
            try (SweptSessions sessions = open(redis, clock);
                    SessionMaintenance maintenance = sessions.maintenance(SOON, SOON)) {
                maintenance.start();
                sessions.counters.created();
                String handle = sessions.createAnonymous().handle();
                eventually(() -> sessions.expired().contains(handle));
                eventually(() -> count(sessions, 3) == 1);
            }
            assertThat(thrown).hasValueGreaterThan(3);
            assertThat(log.lines()).anyMatch(line -> line.contains("NoClassDefFoundError"));
        }
    }

    @Test
    @DisplayName("go on when Redis answers again, and have lost nothing that was certainly not added")
    void refused() {
        try (RefusingServer redis = RefusingServer.open(new LettuceDriverProvider());
                SweptSessions sessions = new SweptSessions(redis.driver(), "", ofSeconds(1), ofHours(1), null)) {
            String handle = sessions.createAnonymous().handle();
            redis.refuse(new Refusal("LOADING Redis is loading the dataset in memory"), command -> true);
            try (SessionMaintenance maintenance = sessions.maintenance(SOON, SOON)) {
                maintenance.start();
                sessions.counters.created();
                int before = redis.scriptsRefused();
                eventually(() -> redis.scriptsRefused() > before + 10);
                redis.heal();
                eventually(() -> sessions.expired().contains(handle));
                eventually(() -> count(sessions, 1) == 1 && count(sessions, 3) == 1);
            }
        }
    }

    @Test
    @DisplayName("tell once that they fail, and once that they work again")
    void log() {
        try (CapturedLog log = CapturedLog.of("io.redoubt");
                RefusingServer redis = RefusingServer.open(new LettuceDriverProvider());
                SweptSessions sessions = new SweptSessions(redis.driver(), "", ofSeconds(1), ofHours(1), null);
                SessionMaintenance maintenance = sessions.maintenance(SOON, SOON)) {
            List<String> both = List.of("session.sweep", "session.statistics");
            CapturedLog.Excerpt since = log.fromHere();
            redis.refuse(new Refusal("LOADING Redis is loading the dataset in memory"), command -> true);
            maintenance.start();
            for (int times = 1; times <= 3; times++) {
                for (String task : both) {
                    long before = since.count("DEBUG", List.of(task));
                    sessions.counters.created();
                    eventually(() -> since.count("DEBUG", List.of(task)) > before);
                }
            }
            for (String task : both) {
                assertThat(since.count("WARN", List.of(task))).as(task).isOne();
            }
            redis.heal();
            sessions.counters.created();
            for (String task : both) {
                eventually(() -> since.count("INFO", List.of(task)) > 0);
            }
            for (String task : both) {
                assertThat(since.count("WARN", List.of(task))).as(task).isOne();
                assertThat(since.count("INFO", List.of(task))).as(task).isOne();
            }
            assertThat(since.count("ERROR", List.of(""))).isZero();
        }
    }

    @Test
    @DisplayName("do not sweep in every process while it is unknown which of them has the lease")
    void unknownLease() {
        try (RedisBackend redis = lettuce()) {
            redis.connect();
            DisturbedDriver driver = new DisturbedDriver(redis.driver());
            AtomicInteger unknown = new AtomicInteger();
            AtomicInteger sweeps = new AtomicInteger();
            driver.after = name -> {
                if (name.equals("sweeper_take.lua")) {
                    unknown.incrementAndGet();
                    throw DriverException.outcomeUnknown(DriverException.Kind.TIMEOUT, "thrown by a test", null);
                }
            };
            driver.before = name -> {
                if (name.equals(DisturbedDriver.PIPELINE)) {
                    sweeps.incrementAndGet();
                }
            };
            try (SweptSessions sessions = new SweptSessions(driver, redis.prefix(), ofSeconds(1), ofHours(1), null);
                    SessionMaintenance maintenance = sessions.maintenance(SOON, NEVER)) {
                maintenance.start();
                eventually(() -> unknown.get() >= 3);
                assertThat(sweeps).hasValue(0);
                driver.after = name -> {};
                eventually(() -> sweeps.get() > 0);
            }
            assertThat(redis.keys()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("let another process sweep while they get no reply to their request for the lease, or an Error")
    void repliesLost(boolean isError) {
        try (RedisBackend redis = lettuce()) {
            redis.connect();
            DisturbedDriver driver = new DisturbedDriver(redis.driver());
            AtomicInteger requests = new AtomicInteger();
            driver.after = name -> {
                if (name.equals("sweeper_take.lua")) {
                    requests.incrementAndGet();
                    if (isError) {
                        throw new InternalError("thrown by a test");
                    }
                    throw DriverException.outcomeUnknown(DriverException.Kind.TIMEOUT, "thrown by a test", null);
                }
            };
            try (SweptSessions losing = new SweptSessions(driver, redis.prefix(), ofSeconds(1), ofHours(1), null);
                    SweptSessions other = open(redis, null);
                    SessionMaintenance maintenance = sweeping(losing)) {
                SweeperLease awaited = new SweeperLease(other.operations, other.sweeps, NEVER);
                maintenance.start();
                eventually(() -> requests.get() > 0);
                eventually(awaited::take);
            }
        }
    }

    @Test
    @DisplayName("do not tell that the sweep works again before they have swept themselves")
    void anotherSweeps() {
        List<String> works = List.of("the sweep of expired sessions works again");
        try (CapturedLog log = CapturedLog.of("io.redoubt");
                RedisBackend redis = lettuce()) {
            redis.connect();
            DisturbedDriver driver = new DisturbedDriver(redis.driver());
            AtomicInteger requests = new AtomicInteger();
            driver.before = name -> {
                if (name.equals(DisturbedDriver.PIPELINE)) {
                    throw DriverException.outcomeUnknown(DriverException.Kind.TIMEOUT, "thrown by a test", null);
                }
            };
            driver.after = name -> {
                if (name.equals("sweeper_take.lua")) {
                    requests.incrementAndGet();
                }
            };
            try (SweptSessions failing = new SweptSessions(driver, redis.prefix(), ofSeconds(1), ofHours(1), null);
                    SweptSessions other = open(redis, null);
                    SessionMaintenance maintenance = sweeping(failing)) {
                CapturedLog.Excerpt since = log.fromHere();
                SweeperLease another = new SweeperLease(other.operations, other.sweeps, NEVER);
                maintenance.start();
                eventually(() -> since.count("WARN", List.of("the sweep of expired sessions failed")) == 1);
                eventually(another::take);
                int before = requests.get();
                eventually(() -> requests.get() > before + 2);
                assertThat(since.count("INFO", works)).isZero();
                driver.before = name -> {};
                another.release(SweptSessions.TIMEOUT);
                eventually(() -> since.count("INFO", works) == 1);
            }
        }
    }

    @Test
    @DisplayName("tell of each kind of failure of a sweep, not only of the first one")
    void kindsOfFailures() {
        try (CapturedLog log = CapturedLog.of(SessionMaintenance.class.getName());
                RedisBackend redis = lettuce()) {
            redis.connect();
            DisturbedDriver driver = new DisturbedDriver(redis.driver());
            AtomicLong clock = new AtomicLong(redis.micros() / 1000);
            try (SweptSessions sessions =
                    new SweptSessions(driver, redis.prefix(), ofSeconds(1), ofHours(1), clock::get)) {
                sessions.createAnonymous();
                clock.addAndGet(ofMinutes(1).toMillis());
                assertThat(sessions.sweep()).isEqualTo(RecurringTask.Outcome.DONE); // loads the scripts
                HashedSessionId unswept = sessions.createAnonymous();
                redis.raw("SET", sessions.expiryKey("00"), "text", "EX", "600");
                clock.addAndGet(ofMinutes(1).toMillis());
                AtomicReference<String> step = new AtomicReference<>("");
                driver.before = name -> {
                    if (name.equals("sweeper_take.lua")) {
                        step.set("due");
                    } else if (name.equals(DisturbedDriver.PIPELINE) && !step.compareAndSet("due", "sweep")) {
                        throw DriverException.outcomeUnknown(DriverException.Kind.TIMEOUT, "thrown by a test", null);
                    }
                };
                try (SessionMaintenance maintenance = sweeping(sessions)) {
                    CapturedLog.Excerpt since = log.fromHere();
                    maintenance.start();
                    eventually(() -> since.count("WARN", List.of("StoreTimeoutException")) == 1
                            && since.count("WARN", List.of("WRONGTYPE")) == 1);
                }
                assertThat(sessions.expired()).doesNotContain(unswept.handle());
            }
        }
    }

    @Test
    @DisplayName("give the lease back when a sweep throws, so that another process sweeps")
    void sweepThrows() {
        try (RedisBackend redis = lettuce()) {
            redis.connect();
            DisturbedDriver driver = new DisturbedDriver(redis.driver());
            try (SweptSessions failing = new SweptSessions(driver, redis.prefix(), ofSeconds(1), ofHours(1), null);
                    SweptSessions other = open(redis, null)) {
                AtomicInteger failures = new AtomicInteger();
                SweeperLease awaited = new SweeperLease(other.operations, other.sweeps, NEVER);
                driver.before = name -> {
                    if (name.equals(DisturbedDriver.PIPELINE)) {
                        failures.incrementAndGet();
                        throw new NoClassDefFoundError("thrown by a test");
                    }
                };
                try (SessionMaintenance maintenance = sweeping(failing)) {
                    maintenance.start();
                    eventually(() -> failures.get() > 0);
                    eventually(awaited::take);
                }
            }
        }
    }

    /** Returns tasks that sweep all the time, with a lease that does not end by itself. */
    private static SessionMaintenance sweeping(SweptSessions sessions) {
        return new SessionMaintenance(
                sessions.sweeper(),
                new SweeperLease(sessions.operations, sessions.sweeps, NEVER),
                sessions.statistics,
                new SessionMaintenance.Intervals(SOON, NEVER),
                SystemClock.nanoTime());
    }

    @ParameterizedTest
    @CsvSource({
        "sweeper_take.lua, 1",
        "sweeper_take.lua, 2",
        "pipeline, 1",
        "pipeline, 2",
        "pipeline, 3",
    })
    @DisplayName("go on after an Error before and after any step, tell of each session once, and leave no lease behind")
    void errorAtStep(String step, int number) {
        try (RedisBackend redis = lettuce()) {
            redis.connect();
            DisturbedDriver driver = new DisturbedDriver(redis.driver());
            AtomicLong clock = new AtomicLong(redis.micros() / 1000);
            try (SweptSessions sessions =
                    new SweptSessions(driver, redis.prefix(), ofSeconds(1), ofHours(1), clock::get)) {
                List<String> handles = new ArrayList<>();
                for (boolean isAfter : List.of(false, true)) {
                    AtomicInteger calls = new AtomicInteger();
                    Consumer<String> failing = name -> {
                        if (name.equals(step) && calls.incrementAndGet() == number) {
                            throw new InternalError("thrown by a test");
                        }
                    };
                    handles.add(sessions.createAnonymous().handle());
                    clock.addAndGet(ofMinutes(1).toMillis());
                    driver.before = isAfter ? name -> {} : failing;
                    driver.after = isAfter ? failing : name -> {};
                    try (SessionMaintenance maintenance = sweeping(sessions)) {
                        maintenance.start();
                        eventually(
                                () -> calls.get() > number && sessions.expired().containsAll(handles));
                    }
                    assertThat(threads()).isEmpty();
                    assertThat(redis.keys()).doesNotContain(sessions.sweeperKey());
                }
                assertThat(sessions.expired()).containsExactlyElementsOf(handles);
            }
        }
    }

    @Test
    @DisplayName("give the lease back when they are closed, though the counts are refused or the thread is interrupted")
    void leaseAtClose() {
        try (RedisBackend redis = lettuce();
                SweptSessions sessions = open(redis, null)) {
            redis.raw("SET", sessions.statisticsKey(), "text", "EX", "600");
            for (boolean isInterrupted : List.of(false, true)) {
                SessionMaintenance closed = sweeping(sessions);
                closed.start();
                eventually(() -> redis.raw("EXISTS", sessions.sweeperKey()).equals("1"));
                sessions.counters.created();
                if (isInterrupted) {
                    Thread.currentThread().interrupt();
                }
                closed.close();
                assertThat(Thread.interrupted()).isEqualTo(isInterrupted);
                assertThat(redis.keys()).containsExactly(sessions.statisticsKey());
                assertThat(threads()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("end while the server hangs, also if the thread that closes them is interrupted")
    void hangs() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults())) {
            RedisSettings settings = RedisSettings.builder()
                    .node(new Node(server.host(), server.port()))
                    .connectTimeout(SweptSessions.TIMEOUT)
                    .build();
            RedisDriver driver = RedisDriverFactory.open(new LettuceDriverProvider(), settings, System::nanoTime);
            try (SweptSessions sessions = new SweptSessions(driver, "", ofSeconds(1), ofHours(1), null)) {
                SessionMaintenance waits = sessions.maintenance(SOON, SOON);
                SessionMaintenance interrupted = sessions.maintenance(NEVER, NEVER);
                waits.start();
                interrupted.start();
                eventually(() -> threads().size() == 2);
                sessions.counters.created();
                server.suspend();
                assertTimeoutPreemptively(ofSeconds(15), waits::close);
                assertTimeoutPreemptively(ofSeconds(15), () -> {
                    Thread.currentThread().interrupt();
                    interrupted.close();
                    assertThat(Thread.interrupted()).isTrue();
                });
                assertThat(threads()).isEmpty();
            } finally {
                server.resume();
                driver.close();
            }
        }
    }
}
