package bad.clock.io.redoubt.cache;

/** The name alone does not make a holder. */
final class SystemClock {

    private SystemClock() {}

    static long bad() {
        return System.nanoTime();
    }
}
