package io.redoubt.cache.internal.writebehind;

/** Write whose acceptance was reported to a process. */
record AcceptedWrite(String key, long id, String value) {

    private static final String LINE_PREFIX = "A";

    /** Returns the write as a line of output. */
    String line() {
        return LINE_PREFIX + " " + key + " " + id + " " + value;
    }

    static boolean isLine(String line) {
        return line.startsWith(LINE_PREFIX + " ");
    }

    /** @throws RuntimeException if the line is incomplete */
    static AcceptedWrite parse(String line) {
        String[] words = line.split(" ", -1);
        return new AcceptedWrite(words[1], Long.parseLong(words[2]), words[3]);
    }
}
