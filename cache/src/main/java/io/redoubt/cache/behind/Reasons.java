package io.redoubt.cache.behind;

/** The reasons of dead letters. */
final class Reasons {

    private static final int MOST = 500;

    private Reasons() {}

    /** As much of it as is kept: it comes from a source, and may be as long as that likes. */
    static String shortened(String reason) {
        if (reason.length() <= MOST) {
            return reason;
        }
        int end = Character.isHighSurrogate(reason.charAt(MOST - 1)) ? MOST - 1 : MOST;
        return reason.substring(0, end) + "...";
    }
}
