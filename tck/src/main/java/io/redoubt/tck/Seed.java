package io.redoubt.tck;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.opentest4j.TestAbortedException;

/**
 * Seed of the random choices of one test: what fails with it fails with it again, as far as the choices decide. Immutable.
 *
 * <p>The system property {@value #PROPERTY} gives every test of the JVM this one seed, such as that of a failure, which tells
 * it in its message: {@code mvn verify -Dtest=... -Dredoubt.seed=...}.
 */
public final class Seed {

    /** The system property with the seed to use, whatever a test would use otherwise. */
    public static final String PROPERTY = "redoubt.seed";

    private final long value;

    private Seed(long value) {
        this.value = value;
    }

    /** Another seed in every run, for tests that shall see something new each time. */
    public static Seed fresh() {
        return of(ThreadLocalRandom.current().nextLong());
    }

    /** The same seed in every run, for tests whose length or outcome depends on it. */
    public static Seed of(long usual) {
        return new Seed(Long.getLong(PROPERTY, usual));
    }

    /** The number. */
    public long value() {
        return value;
    }

    /** What a test draws its choices from, from the beginning. */
    public Random random() {
        return new Random(value);
    }

    /** The same for one of several threads, each of which has choices of its own that do not depend on the others' pace. */
    public Random random(int thread) {
        // Seeds that follow each other give alike choices at first.
        return new Random(value * 0x9E3779B97F4A7C15L + thread * 0xD1342543DE82EF95L);
    }

    /**
     * Runs a test, or the part of it that draws.
     *
     * @throws AssertionError with the seed in its message, and what the test threw as its cause
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

    /** How to draw the same choices again. */
    @Override
    public String toString() {
        return "-D" + PROPERTY + "=" + value;
    }

    /** A test that draws its choices. */
    @FunctionalInterface
    public interface Drawing {

        /** Runs with choices from this. */
        void draw(Random random) throws Exception;
    }
}
