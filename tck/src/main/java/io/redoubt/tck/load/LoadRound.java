package io.redoubt.tck.load;

import com.sun.management.OperatingSystemMXBean;
import io.redoubt.test.server.RawRedis;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Single round of a load test, in which one Redis client is under load for a fixed time. */
final class LoadRound {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    /** Minimum number of calls for each caller, on average. A busy machine takes longer for them. */
    private static final int MIN_CALLS = 10;

    private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

    private final Workload workload;
    private final LoadClient client;
    private final CallerProfile profile;
    private final Queue<LatencyHistogram> latencies = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final LongAdder calls = new LongAdder();
    private volatile boolean stopped;

    private LoadRound(Workload workload, LoadClient client, CallerProfile profile) {
        this.workload = workload;
        this.client = client;
        this.profile = profile;
    }

    /**
     * Runs a round.
     *
     * @throws AssertionError if a call failed or a reply was incorrect
     */
    static LoadMetrics run(
            Workload workload, LoadClient client, CallerProfile profile, Duration duration, RawRedis server) {
        return new LoadRound(workload, client, profile).run(duration, server);
    }

    private LoadMetrics run(Duration duration, RawRedis server) {
        double serverCpu = cpuMicros(server);
        long clientCpu = PROCESS.getProcessCpuTime();
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < profile.callers(); i++) {
            threads.add(profile.start(this::callUntilStopped, "load-caller-" + i));
        }
        LockSupport.parkNanos(duration.toNanos());
        while (calls.sum() < (long) MIN_CALLS * profile.callers() && failures.isEmpty()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        stopped = true;
        join(threads);
        double nanos = System.nanoTime() - start;
        clientCpu = PROCESS.getProcessCpuTime() - clientCpu;
        serverCpu = cpuMicros(server) - serverCpu;
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " callers failed", failures.peek());
        }
        LatencyHistogram all = new LatencyHistogram();
        latencies.forEach(all::addAll);
        return new LoadMetrics(
                all.total(),
                all.total() * 1e9 / nanos,
                all.micros(0.5),
                all.micros(0.99),
                all.micros(0.999),
                clientCpu / 1000.0 / all.total(),
                serverCpu / all.total());
    }

    private void callUntilStopped() {
        LatencyHistogram own = new LatencyHistogram();
        try {
            long think = profile.thinkTime().toNanos();
            while (!stopped) {
                long start = System.nanoTime();
                workload.callOnce(client);
                own.record(System.nanoTime() - start);
                calls.increment();
                if (think > 0) {
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2 * think));
                }
            }
        } catch (Throwable e) {
            failures.add(e);
        }
        latencies.add(own);
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join(MAX_WAIT.toMillis());
                if (thread.isAlive()) {
                    throw new AssertionError("a caller hangs");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static double cpuMicros(RawRedis server) {
        return server.text("INFO", "cpu")
                .lines()
                .filter(line -> line.startsWith("used_cpu_user:") || line.startsWith("used_cpu_sys:"))
                .mapToDouble(line -> 1e6 * Double.parseDouble(line.substring(line.indexOf(':') + 1)))
                .sum();
    }
}
