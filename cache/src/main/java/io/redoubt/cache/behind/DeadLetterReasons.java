package io.redoubt.cache.behind;

/** The reasons of dead letters. */
final class DeadLetterReasons {

    private static final int MAX_LENGTH = 500;

    private DeadLetterReasons() {}

    /** As much of it as is kept: it comes from a source, and may be as long as that likes. */
    static String truncate(String reason) {
        if (reason.length() <= MAX_LENGTH) {
            return reason;
        }
        int end = Character.isHighSurrogate(reason.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
        return reason.substring(0, end) + "...";
    }
}
