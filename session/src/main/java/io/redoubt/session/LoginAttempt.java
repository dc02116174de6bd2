package io.redoubt.session;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Random name of one attempt of a login across slots, by which the session under the new id tells the attempts apart
 * that use it. Immutable.
 *
 * @param name 16 hexadecimal digits
 */
record LoginAttempt(String name) {

    static LoginAttempt begin() {
        return new LoginAttempt("%016x".formatted(ThreadLocalRandom.current().nextLong()));
    }
}
