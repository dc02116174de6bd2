package io.redoubt.tck.load;

import com.sun.management.OperatingSystemMXBean;
import io.redoubt.tck.server.RawRedis;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** One client under load for a while. */
final class Round {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Calls a caller, on average: a machine that is busy takes longer for them. */
    private static final int LEAST_CALLS = 10;

    private static final long POLL_NANOS = Duration.ofMillis(1).toNanos();

    private final Workload workload;
    private final Client client;
    private final Crowd crowd;
    private final Queue<Latencies> latencies = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final LongAdder calls = new LongAdder();
    private volatile boolean over;

    private Round(Workload workload, Client client, Crowd crowd) {
        this.workload = workload;
        this.client = client;
        this.crowd = crowd;
    }

    /**
     * Runs it.
     *
     * @throws AssertionError if a call failed or a reply was wrong
     */
    static Figures run(Workload workload, Client client, Crowd crowd, Duration duration, RawRedis server) {
        return new Round(workload, client, crowd).run(duration, server);
    }

    private Figures run(Duration duration, RawRedis server) {
        double serverCpu = cpuMicros(server);
        long clientCpu = PROCESS.getProcessCpuTime();
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < crowd.callers(); i++) {
            threads.add(crowd.start(this::callUntilOver, "load-caller-" + i));
        }
        LockSupport.parkNanos(duration.toNanos());
        while (calls.sum() < (long) LEAST_CALLS * crowd.callers() && failures.isEmpty()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        over = true;
        join(threads);
        double nanos = System.nanoTime() - start;
        clientCpu = PROCESS.getProcessCpuTime() - clientCpu;
        serverCpu = cpuMicros(server) - serverCpu;
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " callers failed", failures.peek());
        }
        Latencies all = new Latencies();
        latencies.forEach(all::addAll);
        return new Figures(
                all.total(),
                all.total() * 1e9 / nanos,
                all.micros(0.5),
                all.micros(0.99),
                all.micros(0.999),
                clientCpu / 1000.0 / all.total(),
                serverCpu / all.total());
    }

    private void callUntilOver() {
        Latencies mine = new Latencies();
        try {
            long think = crowd.thinkTime().toNanos();
            while (!over) {
                long start = System.nanoTime();
                workload.callOnce(client);
                mine.record(System.nanoTime() - start);
                calls.increment();
                if (think > 0) {
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2 * think));
                }
            }
        } catch (Throwable e) {
            failures.add(e);
        }
        latencies.add(mine);
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE.toMillis());
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
