package io.redoubt.cache.behind;

/** A write that a process was told to be accepted. */
record Accepted(String key, long id, String value) {

    private static final String WORD = "A";

    /** As a line of output. */
    String line() {
        return WORD + " " + key + " " + id + " " + value;
    }

    static boolean isLine(String line) {
        return line.startsWith(WORD + " ");
    }

    /** @throws RuntimeException if it is not a whole line */
    static Accepted parse(String line) {
        String[] words = line.split(" ", -1);
        return new Accepted(words[1], Long.parseLong(words[2]), words[3]);
    }
}
