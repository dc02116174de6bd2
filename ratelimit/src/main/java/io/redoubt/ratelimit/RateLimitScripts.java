package io.redoubt.ratelimit;

import io.redoubt.redis.core.Scripts;
import io.redoubt.redis.core.driver.Script;

/** The scripts on rings, each behind what they have in common. */
final class RateLimitScripts {

    private static final String RING_SOURCE = source("ring.lua");

    /** Decides on the limits of one subject, and takes all or none. */
    static final Script TAKE = withRing("take.lua");

    /** Gives back what was taken. */
    static final Script REFUND = withRing("refund.lua");

    private RateLimitScripts() {}

    private static Script withRing(String resource) {
        return Script.of(resource, RING_SOURCE + source(resource));
    }

    private static String source(String resource) {
        return Scripts.load(RateLimitScripts.class, resource).source();
    }
}
