package io.redoubt.tck.lock;

/**
 * Record of one lock acquisition as observed by a client: lock, fencing token, and the times of each step. Times are
 * those of {@code System.nanoTime()}, which all processes of one machine share where it is CLOCK_MONOTONIC, as on
 * Linux.
 *
 * @param client one thread of one process, without spaces; does one thing at a time
 * @param lock the lock's name, without spaces
 * @param invoked before the call that acquired it
 * @param acknowledged after that call
 * @param validUntil until when the client took the lock for its own; never later than the handle said
 * @param released before the call that released it, or {@link #NEVER}
 */
public record LockAcquisition(
        String client, String lock, long token, long invoked, long acknowledged, long validUntil, long released) {

    /** Not released: the lease ended, or the client. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int FIELDS = 7;

    /** Until when the client might have used what the lock protects. */
    long end() {
        return Math.min(validUntil, released);
    }

    /** The same, as seen later. */
    public LockAcquisition until(long newValidUntil, long newReleased) {
        return new LockAcquisition(client, lock, token, invoked, acknowledged, newValidUntil, newReleased);
    }

    /** For the output of another process. */
    public String line() {
        return String.join(
                " ",
                client,
                lock,
                Long.toString(token),
                Long.toString(invoked),
                Long.toString(acknowledged),
                Long.toString(validUntil),
                Long.toString(released));
    }

    /** Reads a line. */
    public static LockAcquisition parse(String line) {
        String[] f = line.split(" ", -1);
        if (f.length != FIELDS) {
            throw new IllegalArgumentException("not an acquisition: " + line);
        }
        int i = 0;
        return new LockAcquisition(
                f[i++],
                f[i++],
                Long.parseLong(f[i++]),
                Long.parseLong(f[i++]),
                Long.parseLong(f[i++]),
                Long.parseLong(f[i++]),
                Long.parseLong(f[i]));
    }
}
