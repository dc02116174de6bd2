package io.redoubt.cache.behind;

/** A write that a process was told to be accepted. */
record AcceptedWrite(String key, long id, String value) {

    private static final String LINE_PREFIX = "A";

    /** As a line of output. */
    String line() {
        return LINE_PREFIX + " " + key + " " + id + " " + value;
    }

    static boolean isLine(String line) {
        return line.startsWith(LINE_PREFIX + " ");
    }

    /** @throws RuntimeException if it is not a whole line */
    static AcceptedWrite parse(String line) {
        String[] words = line.split(" ", -1);
        return new AcceptedWrite(words[1], Long.parseLong(words[2]), words[3]);
    }
}
