package io.redoubt.cache.internal.writebehind;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Crash test with two processes, one per driver, that write to the same keys through write-behind. One of the
 * processes or Redis, which persists every acknowledged write to disk, is killed repeatedly.
 */
@DisplayName("Write-behind of several processes")
final class WriteBehindProcessesTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    @DisplayName("loses nothing that was accepted, and keeps the order of each key, though they and Redis are killed")
    void brief() {
        run(1_000, 50, 3);
    }

    @Test
    @Tag("slow")
    @DisplayName("loses nothing of 50,000 updates on 500 keys, though they and Redis are killed at random")
    void lengthy() {
        run(50_000, 500, 20);
    }

    private static void run(int updates, int keys, int faults) {
        long seed = System.nanoTime();
        System.out.println("write-behind of 2 processes: seed " + seed);
        Random random = new Random(seed);
        try (RedisServer redis = RedisServers.start(ServerOptions.defaults().persistent());
                RedisServer sourceServer = RedisServers.start(ServerOptions.defaults())) {
            RecordingSource source = new RecordingSource(sourceServer.host(), sourceServer.port());
            List<RestartableProcess> processes = new ArrayList<>();
            try {
                for (String driver : List.of("lettuce", "jedis")) {
                    BackendAddress address = new BackendAddress(driver, redis.uri(), "figure:");
                    processes.add(new RestartableProcess(address, source.port(), keys, updates / 2));
                }
                int restarts = 0;
                for (int fault = 1; fault <= faults; fault++) {
                    int due = updates * fault / (faults + 1);
                    await(() -> accepted(processes) >= due);
                    // The first three faults hit each of the three targets once; later ones are random.
                    int target = fault <= 3 ? fault - 1 : random.nextInt(3);
                    if (target == 2) {
                        redis.restart();
                        restarts++;
                    } else {
                        processes.get(target).killAndStartAgain();
                    }
                }
                processes.forEach(process -> await(process::hasAll));
                await(() -> waiting(redis) == 0);
                processes.forEach(RestartableProcess::end);
                List<AcceptedWrite> accepted = new ArrayList<>();
                processes.forEach(process -> accepted.addAll(process.accepted()));
                verify(accepted, source, sourceServer, updates);
                System.out.printf(
                        "write-behind of 2 processes: %d updates of %d keys, %d kills, %d restarts of Redis%n",
                        accepted.size(), keys, faults - restarts, restarts);
            } finally {
                processes.forEach(RestartableProcess::close);
            }
        }
    }

    private static void verify(List<AcceptedWrite> accepted, RecordingSource source, RedisServer server, int updates) {
        assertThat(accepted).hasSizeGreaterThanOrEqualTo(updates);
        Map<String, AcceptedWrite> last = new HashMap<>();
        accepted.forEach(write -> last.merge(write.key(), write, (a, b) -> a.id() > b.id() ? a : b));
        List<String> values =
                accepted.stream().map(AcceptedWrite::value).sorted().toList();
        assertThat(accepted).extracting(write -> write.key() + " " + write.id()).doesNotHaveDuplicates();
        try (RawRedis redis = server.raw()) {
            last.forEach((key, write) -> {
                AcceptedWrite has = source.newest(redis, key);
                assertThat(source.receivedIds(redis, key))
                        .as("ids that came for %s", key)
                        .isSorted();
                if (has.id() == write.id()) {
                    assertThat(has.value()).isEqualTo(write.value());
                } else {
                    // The source has a newer write: its process was killed after the acceptance and before it
                    // printed the line.
                    assertThat(has.id()).as("id of %s", key).isGreaterThan(write.id());
                    assertThat(Collections.binarySearch(values, has.value())).isNegative();
                }
            });
        }
    }

    private static long accepted(List<RestartableProcess> processes) {
        return processes.stream().mapToLong(RestartableProcess::count).sum();
    }

    private static long waiting(RedisServer redis) {
        try (RawRedis raw = redis.raw()) {
            long depth = 0;
            for (int shard = 0; shard < WriteBehindProcess.SHARDS; shard++) {
                String start = "figure:behind:{" + WriteBehindProcess.NAME + ":" + shard + "}:";
                depth += raw.number("HLEN", start + "pending") + raw.number("XLEN", start + "stream");
                assertThat(raw.number("HLEN", start + "dead")).isZero();
            }
            return depth;
        }
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(condition);
    }

    /** One of the two writing processes, and after a kill its successor. */
    private static final class RestartableProcess implements AutoCloseable {

        private final BackendAddress address;
        private final int sourcePort;
        private final int keys;
        private final int updates;
        private final BlockingQueue<AcceptedWrite> accepted = new LinkedBlockingQueue<>();
        private @Nullable ChildJvm child;
        private @Nullable Thread reader;

        RestartableProcess(BackendAddress address, int sourcePort, int keys, int updates) {
            this.address = address;
            this.sourcePort = sourcePort;
            this.keys = keys;
            this.updates = updates;
            start();
        }

        private void start() {
            List<String> arguments = new ArrayList<>(address.toArguments());
            arguments.add(Integer.toString(sourcePort));
            arguments.add(Integer.toString(keys));
            arguments.add(Integer.toString(Math.max(0, updates - accepted.size())));
            ChildJvm started = ChildJvm.start(WriteBehindProcess.class, arguments.toArray(String[]::new));
            child = started;
            reader = new Thread(() -> read(started), "reader-of-" + started.pid());
            reader.setDaemon(true);
            reader.start();
        }

        private void read(ChildJvm from) {
            try {
                for (String line = from.line(); !line.equals("closed"); line = from.line()) {
                    if (AcceptedWrite.isLine(line)) { // the log is printed to the same stream
                        accepted.add(AcceptedWrite.parse(line));
                    }
                }
            } catch (RuntimeException ended) {
                // The process was killed, possibly in the middle of a line.
            }
        }

        void killAndStartAgain() {
            close();
            start();
        }

        boolean hasAll() {
            return accepted.size() >= updates;
        }

        int count() {
            return accepted.size();
        }

        List<AcceptedWrite> accepted() {
            return List.copyOf(accepted);
        }

        /** Tells the process to write what is pending and waits for its end. */
        void end() {
            if (child != null) {
                child.send("end");
                assertThat(child.awaitExit(60)).isZero();
            }
        }

        @Override
        public void close() {
            if (child != null) {
                child.kill();
            }
            if (reader != null) {
                try {
                    reader.join(TimeUnit.SECONDS.toMillis(10));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
