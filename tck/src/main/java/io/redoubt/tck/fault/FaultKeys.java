package io.redoubt.tck.fault;

import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;

/** Set of the Redis keys that a fault test uses, all in one hash slot, with their initial values. */
record FaultKeys(String tag) {

    static final String KNOWN = "what is known";
    static final String ONE = "the first of both";
    static final String TWO = "the second of both";

    String prefix() {
        return "fault:{" + tag + "}:";
    }

    /** Returns the key of a hash that has one known field, and a field for each increment that was executed. */
    String counts() {
        return prefix() + "counts";
    }

    String one() {
        return prefix() + "one";
    }

    String two() {
        return prefix() + "two";
    }

    /** Returns the prefix of the keys whose changes are tracked. */
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
