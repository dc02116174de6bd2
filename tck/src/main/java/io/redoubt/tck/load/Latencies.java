package io.redoubt.tck.load;

/** A histogram of durations, with buckets 3 % apart. For one thread. */
final class Latencies {

    private static final int STEPS = 32;

    private final long[] counts = new long[64 * STEPS];
    private long total;

    void record(long nanos) {
        counts[bucket(nanos)]++;
        total++;
    }

    void addAll(Latencies other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    long total() {
        return total;
    }

    /** The microseconds that so large a part of the calls did not exceed. */
    double micros(double part) {
        long rank = (long) Math.ceil(total * part);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return upperBound(i) / 1000.0;
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        long value = Math.max(STEPS, nanos);
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        int step = (int) ((value >>> (exponent - 5)) & (STEPS - 1));
        return exponent * STEPS + step;
    }

    private static double upperBound(int bucket) {
        return (STEPS + bucket % STEPS + 1) * Math.pow(2, bucket / STEPS - 5);
    }
}
