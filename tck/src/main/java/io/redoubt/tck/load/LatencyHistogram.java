package io.redoubt.tck.load;

/**
 * Histogram of call durations in which the limit of each bucket is 3 % above that of the previous one. For use by one
 * thread.
 */
final class LatencyHistogram {

    private static final int STEPS_PER_POWER = 32;

    private final long[] counts = new long[64 * STEPS_PER_POWER];
    private long total;

    void record(long nanos) {
        counts[bucket(nanos)]++;
        total++;
    }

    void addAll(LatencyHistogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    long total() {
        return total;
    }

    /** Returns the latency in microseconds that this fraction of the calls did not exceed. */
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
        long value = Math.max(STEPS_PER_POWER, nanos);
        int exponent = 63 - Long.numberOfLeadingZeros(value);
        int step = (int) ((value >>> (exponent - 5)) & (STEPS_PER_POWER - 1));
        return exponent * STEPS_PER_POWER + step;
    }

    private static double upperBound(int bucket) {
        return (STEPS_PER_POWER + bucket % STEPS_PER_POWER + 1) * Math.pow(2, bucket / STEPS_PER_POWER - 5);
    }
}
