package io.redoubt.cache.internal.writebehind;

/** Utility class that truncates the failure reason of a dead letter to a maximum length. */
final class DeadLetterReasonTruncator {

    private static final int MAX_LENGTH = 500;

    private DeadLetterReasonTruncator() {}

    /**
     * Returns the reason, truncated to the maximum length. The text comes from the source and may be arbitrarily
     * long.
     */
    static String truncate(String reason) {
        if (reason.length() <= MAX_LENGTH) {
            return reason;
        }
        int end = Character.isHighSurrogate(reason.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return reason.substring(0, end) + "...";
    }
}
