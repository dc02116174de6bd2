package io.redoubt.tck;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.opentest4j.TestAbortedException;

/**
 * Seed for the random choices of one test, printed when the test fails so that the failure can be repeated. It does so
 * as far as it depends on these choices. A failure repeats with the same seed, as far as it depends on these choices.
 * Immutable.
 *
 * <p>The system property {@value #PROPERTY} sets this seed for every test of the JVM. A failure names its seed
 * in its message: {@code mvn verify -Dtest=... -Dredoubt.seed=...}.
 */
public final class Seed {

    /** System property with the seed that overrides the seed of every test. */
    public static final String PROPERTY = "redoubt.seed";

    private final long value;

    private Seed(long value) {
        this.value = value;
    }

    /** Returns a different seed in every run, for tests that should explore new cases. */
    public static Seed fresh() {
        return of(ThreadLocalRandom.current().nextLong());
    }

    /** Returns the same seed in every run, for tests whose duration or result depends on it. */
    public static Seed of(long usual) {
        return new Seed(Long.getLong(PROPERTY, usual));
    }

    /** Returns the number. */
    public long value() {
        return value;
    }

    /** Returns a source of random choices that starts from the beginning. */
    public Random random() {
        return new Random(value);
    }

    /**
     * Returns a source of random choices for one of several threads, whose choices do not depend on the speed of
     * the others.
     */
    public Random random(int thread) {
        // Consecutive seeds produce similar choices at first.
        return new Random(value * 0x9E3779B97F4A7C15L + thread * 0xD1342543DE82EF95L);
    }

    /**
     * Runs a test, or the part of it that makes random choices.
     *
     * @throws AssertionError with the seed in its message and the exception of the test as its cause
     */
    public void run(Drawing test) {
        try {
            test.draw(random());
        } catch (TestAbortedException skipped) {
            throw skipped;
        } catch (Exception | AssertionError e) {
            throw new AssertionError(e.getMessage() + "\nThe choices were drawn with " + this, e);
        }
    }

    /** Returns the JVM option that reproduces the choices. */
    @Override
    public String toString() {
        return "-D" + PROPERTY + "=" + value;
    }

    /** Test that makes random choices. */
    @FunctionalInterface
    public interface Drawing {

        /** Runs with choices from this source. */
        void draw(Random random) throws Exception;
    }
}
