package io.redoubt.tck.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Record of the calls that a rate limiter has admitted in a test, which detects whether the limit was exceeded in any
 * window. Not thread-safe.
 *
 * <p>When an admission happened is known only to lie between call and return. The history complains of a window only if
 * more than the limit fell into it wherever in between that was: never without reason.
 */
public final class AdmissionHistory {

    private final List<Admission> admissions = new ArrayList<>();

    /**
     * Record of one admitted call.
     *
     * @param called when the limiter was called, in nanoseconds of one clock for all
     * @param returned when it had answered
     * @param cost the cost of the call
     */
    public record Admission(long called, long returned, int cost) {

        /** The admission in a line of text. */
        public String line() {
            return called + " " + returned + " " + cost;
        }

        /** Reads what {@link #line()} wrote. */
        public static Admission parse(String line) {
            String[] words = line.split(" ", -1);
            return new Admission(Long.parseLong(words[0]), Long.parseLong(words[1]), Integer.parseInt(words[2]));
        }
    }

    /** Adds admissions. */
    public void add(List<Admission> more) {
        admissions.addAll(more);
    }

    /** How much was admitted in all. */
    public long total() {
        return admissions.stream().mapToLong(Admission::cost).sum();
    }

    /** A window into which more than the limit fell, in words, if there is one. */
    public Optional<String> violation(int limit, Duration window) {
        // A thousandth less, since the clocks of server and clients may run at slightly different rates.
        long nanos = window.toNanos() - window.toNanos() / 1000;
        List<Admission> sorted = new ArrayList<>(admissions);
        sorted.sort(Comparator.comparingLong(Admission::called));
        for (int first = 0; first < sorted.size(); first++) {
            long start = sorted.get(first).called();
            long inside = 0;
            for (int i = first; i < sorted.size() && sorted.get(i).called() - start < nanos; i++) {
                if (sorted.get(i).returned() - start < nanos) {
                    inside += sorted.get(i).cost();
                }
            }
            if (inside > limit) {
                return Optional.of("within " + window + " from " + start + " on, " + inside + " were admitted, and "
                        + limit + " are allowed");
            }
        }
        return Optional.empty();
    }
}
