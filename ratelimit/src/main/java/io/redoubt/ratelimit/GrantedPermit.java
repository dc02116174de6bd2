package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.Decision.Source;

/**
 * What one limit has granted in one call, by which the store finds it again to give it back.
 *
 * @param request the request, with the cost to give back
 * @param time the time that the store replied, in its own unit
 * @param generation number that tells what is counted from what was counted before it under the same key
 * @param source whether the store or the fallback in this process granted it
 */
record GrantedPermit(PermitRequest request, long time, long generation, Source source) {}
