package io.redoubt.benchmarks.session;

import java.time.Duration;

/** Store of sessions under measurement. Thread-safe. */
interface SessionsUnderTest extends AutoCloseable {

    Duration IDLE_TIMEOUT = Duration.ofMinutes(30);

    String CART = "sword, rope, lantern, ten days of rations and a map of the northern provinces";

    /** Creates the session of a user, with three attributes. Returns its id. */
    String create(String userId);

    /** Finds a session, reads an attribute, and has the use recorded, as a request does. */
    void use(String id);

    @Override
    void close();
}
