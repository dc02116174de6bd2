package io.redoubt.ratelimit;

import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;

/**
 * Constants class with two Lua scripts: one charges the cost of a call to rate limits, the other refunds the cost. Each
 * script is preceded by the shared functions of {@code ring.lua}.
 */
final class RateLimitScripts {

    private static final String RING_SOURCE = source("ring.lua");

    /** Script that decides the limits of one subject, and takes all costs or none. */
    static final Script TAKE = withRing("take.lua");

    /** Script that gives back what was taken. */
    static final Script REFUND = withRing("refund.lua");

    private RateLimitScripts() {}

    private static Script withRing(String resource) {
        return Script.of(resource, RING_SOURCE + source(resource));
    }

    private static String source(String resource) {
        return ScriptResources.load(RateLimitScripts.class, resource).source();
    }
}
