package io.redoubt.benchmarks.nearhit;

import io.redoubt.benchmarks.ServerAddress;
import io.redoubt.test.server.RawRedis;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Set;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * JMH state of one thread: the keys that it reads in turn, and counters of CPU time and server commands per hit.
 * Confined to one thread. Not counted are {@code INFO}, by which it counts, and {@code PING}, which clients send at
 * times of their own.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class HitCosts {

    /** Name of the result with the number of commands. */
    static final String COMMANDS = "commands";

    /** Name of the result with the CPU time of a hit, in nanoseconds. */
    static final String CPU_NANOS = "cpuNanos";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final String LINE_START = "cmdstat_";
    private static final Set<String> NOT_COUNTED = Set.of("info", "ping");

    /** Commands during the iteration; a result of JMH by its name. */
    public long commands;

    /** CPU time of a hit; a result of JMH by its name. */
    public double cpuNanos;

    private final String[] keys = MeasuredCache.keys().toArray(String[]::new);
    private long reads;
    private long commandsBefore;
    private long readsBefore;
    private long nanosBefore;

    /** Returns the key to read next. */
    String nextKey() {
        return keys[(int) reads++ & (MeasuredCache.KEYS - 1)];
    }

    /** Called before an iteration. */
    @Setup(Level.Iteration)
    public void begin() {
        commandsBefore = executed();
        readsBefore = reads;
        nanosBefore = THREADS.getCurrentThreadCpuTime();
    }

    /** Called after an iteration, by the same thread. */
    @TearDown(Level.Iteration)
    public void end() {
        double nanos = THREADS.getCurrentThreadCpuTime() - nanosBefore;
        cpuNanos = nanos / (reads - readsBefore);
        commands = executed() - commandsBefore;
    }

    private static long executed() {
        ServerAddress redis = ServerAddress.ofThisProcess();
        try (RawRedis connection = RawRedis.connect(redis.host(), redis.port())) {
            return connection
                    .text("INFO", "commandstats")
                    .lines()
                    .filter(line -> line.startsWith(LINE_START))
                    .mapToLong(HitCosts::calls)
                    .sum();
        }
    }

    /** Returns the number in a line such as {@code cmdstat_get:calls=12,usec=34}. */
    private static long calls(String line) {
        int colon = line.indexOf(':');
        int end = line.indexOf(',', colon);
        boolean isCounted = !NOT_COUNTED.contains(line.substring(LINE_START.length(), colon));
        return isCounted ? Long.parseLong(line.substring(line.indexOf('=', colon) + 1, end)) : 0;
    }
}
