package io.redoubt.ratelimit;

import io.redoubt.redis.core.Scripts;
import io.redoubt.redis.core.driver.Script;

/** The scripts on rings, each behind what they have in common. */
final class RingScripts {

    private static final String RING = source("ring.lua");

    /** Decides on the limits of one subject, and takes all or none. */
    static final Script TAKE = onRing("take.lua");

    /** Gives back what was taken. */
    static final Script REFUND = onRing("refund.lua");

    private RingScripts() {}

    private static Script onRing(String resource) {
        return Script.of(resource, RING + source(resource));
    }

    private static String source(String resource) {
        return Scripts.load(RingScripts.class, resource).source();
    }
}
