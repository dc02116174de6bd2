package io.redoubt.tck.fault;

import io.redoubt.tck.server.RawRedis;
import java.nio.charset.StandardCharsets;

/** The keys of a trial, all in one slot, and what is known to be there. */
record FaultKeys(String tag) {

    static final String KNOWN = "what is known";
    static final String ONE = "the first of both";
    static final String TWO = "the second of both";

    String prefix() {
        return "fault:{" + tag + "}:";
    }

    /** A hash with a field for every step that was taken, and one that is known. */
    String counts() {
        return prefix() + "counts";
    }

    String one() {
        return prefix() + "one";
    }

    String two() {
        return prefix() + "two";
    }

    /** What keys begin with whose changes are told. */
    String watched() {
        return prefix() + "watched:";
    }

    void seed(RawRedis redis) {
        redis.number("HSET", counts(), "known", KNOWN);
        redis.text("SET", one(), ONE);
        redis.text("SET", two(), TWO);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
