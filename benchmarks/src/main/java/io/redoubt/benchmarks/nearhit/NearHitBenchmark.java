package io.redoubt.benchmarks.nearhit;

import io.redoubt.benchmarks.ServerAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * JMH benchmark of a cache hit, that is, of reading a value that this process holds. Each candidate runs in a process
 * of its own, since the JVM optimizes code that two of them share for both.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, and calls open() first
public class NearHitBenchmark {

    /** The cache that is read. */
    @Param
    public Candidate candidate;

    /** The most entries that the process may keep. */
    @Param("100000")
    public int maxEntries;

    private MeasuredCache cache;

    /** Opens and fills the cache. */
    @Setup
    public void open() {
        cache = candidate.open(ServerAddress.ofThisProcess(), maxEntries);
        checkAllRead();
        System.gc(); // as for values that live long: they lie together, without what was needed to read them
    }

    /** A hit. */
    @Benchmark
    public @Nullable String hit(HitCosts thread) {
        return cache.read(thread.nextKey());
    }

    /** Closes the cache. */
    @TearDown
    public void close() {
        checkAllRead();
        cache.close();
    }

    private void checkAllRead() {
        for (String key : MeasuredCache.keys()) {
            if (!MeasuredCache.value(key).equals(cache.read(key))) {
                throw new IllegalStateException(candidate + " does not hold " + key);
            }
        }
    }
}
