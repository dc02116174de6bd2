package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RedisCluster;
import io.redoubt.test.server.RedisClusters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Contract tests which verify that each caller on a cluster gets its own replies, in spite of timeouts, interrupts and
 * lost connections.
 */
abstract class ClusterReplyCorrelationTests extends DriverTestBase {

    private static final int CALLERS = 32;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final Set<Kind> DOCUMENTED =
            Set.of(Kind.TIMEOUT, Kind.INTERRUPTED, Kind.CONNECTION_LOST, Kind.UNREACHABLE);

    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger interrupts = new AtomicInteger();
    private final AtomicInteger resets = new AtomicInteger();

    @Test
    @DisplayName("is the right one for each of 20,000 answered calls")
    void twentyThousand() throws Exception {
        interleave(20_000);
    }

    @Tag("slow")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    @Test
    @DisplayName("is the right one for each of a million answered calls")
    void million() throws Exception {
        interleave(1_000_000);
    }

    private void interleave(int calls) throws Exception {
        RedisCluster cluster = RedisClusters.shared();
        RedisDriver driver = driver(settings(cluster).build());
        driver.onEveryMaster(ping(), LONG_TIMEOUT);
        AtomicBoolean stop = new AtomicBoolean();
        Future<?> interrupting = background(() -> interruptSome(stop));
        Future<?> resetting = background(() -> resetSome(cluster, stop));
        List<Future<Integer>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            int number = caller;
            callers.add(background(() -> call(driver, number, (calls + CALLERS - 1) / CALLERS)));
        }
        int failed = 0;
        try {
            for (Future<Integer> caller : callers) {
                failed += caller.get();
            }
        } finally {
            stop.set(true);
        }
        assertThat(failed).isPositive();
        interrupting.get();
        resetting.get();
        cluster.awaitStable();
    }

    /**
     * Makes calls until enough were answered and enough callers and connections were disturbed. Returns the number
     * of calls without a reply.
     */
    private int call(RedisDriver driver, int caller, int enough) {
        threads.add(Thread.currentThread());
        Random random = new Random(caller);
        int answered = 0;
        int failed = 0;
        for (int call = 0; answered < enough || interrupts.get() == 0 || resets.get() == 0; call++) {
            int sent = random.nextInt(20) == 0 ? 1 + random.nextInt(20) : 1;
            CallOptions options = random.nextInt(20) == 0
                    ? CallOptions.within(Duration.ofNanos(1 + random.nextInt(2_000_000)))
                    : LONG_TIMEOUT;
            List<Command> commands = new ArrayList<>();
            for (int i = 0; i < sent; i++) {
                // As a key, the text selects any of the masters; as an argument, it is echoed.
                commands.add(Command.keyed("ECHO", bytes(caller + " calls " + call + " and " + i)));
            }
            List<Reply> replies = replies(driver, commands, options);
            int before = failed;
            for (int i = 0; i < sent; i++) {
                if (replies.get(i) instanceof Reply.Missing missing) {
                    assertThat(missing.reason().kind())
                            .as(missing.reason().toString())
                            .isIn(DOCUMENTED);
                    failed++;
                } else {
                    assertThat(text(replies.get(i))).isEqualTo(caller + " calls " + call + " and " + i);
                    answered++;
                }
            }
            if (failed > before) {
                // Callers whose calls fail at once leave the processors to the threads that reconnect.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            var unused = Thread.interrupted();
        }
        threads.remove(Thread.currentThread());
        return failed;
    }

    private static List<Reply> replies(RedisDriver driver, List<Command> commands, CallOptions options) {
        try {
            return commands.size() == 1
                    ? List.of(driver.execute(commands.get(0), options))
                    : driver.pipeline(commands, options);
        } catch (DriverException e) {
            Reply missing = new Reply.Missing(e);
            return commands.stream().map(command -> missing).toList();
        }
    }

    private int interruptSome(AtomicBoolean stop) {
        Random random = new Random(1);
        while (!stop.get()) {
            List<Thread> now = List.copyOf(threads);
            if (!now.isEmpty()) {
                now.get(random.nextInt(now.size())).interrupt();
                interrupts.incrementAndGet();
            }
            LockSupport.parkNanos(2_000_000);
        }
        return interrupts.get();
    }

    private int resetSome(RedisCluster cluster, AtomicBoolean stop) {
        Random random = new Random(2);
        while (!stop.get()) {
            LockSupport.parkNanos(100_000_000);
            cluster.members()
                    .get(random.nextInt(cluster.members().size()))
                    .proxy()
                    .resetAll();
            resets.incrementAndGet();
        }
        return resets.get();
    }
}
