package io.redoubt.ratelimit;

import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Constants class with two Lua scripts: one counts a call against its rate limits, the other takes that count back.
 * There is a variant of each for every set of algorithms.
 */
final class RateLimitScripts {

    /** Line of {@code take.lua} in whose place the algorithms stand. */
    private static final String ALGORITHMS = "  -- (the algorithms)\n";

    private static final Map<Set<LimitScriptPart>, Script> TAKE = new ConcurrentHashMap<>();
    private static final Map<Set<LimitScriptPart>, Script> REFUND = new ConcurrentHashMap<>();

    private RateLimitScripts() {}

    /** Returns the script that decides the limits of one subject, and takes all costs or none. */
    static Script take(Set<LimitScriptPart> parts) {
        Script known = TAKE.get(parts);
        return known != null ? known : TAKE.computeIfAbsent(EnumSet.copyOf(parts), RateLimitScripts::composeTake);
    }

    /** Returns the script that gives back what was taken. */
    static Script refund(Set<LimitScriptPart> parts) {
        return REFUND.computeIfAbsent(EnumSet.copyOf(parts), RateLimitScripts::composeRefund);
    }

    private static Script composeTake(Set<LimitScriptPart> parts) {
        Set<String> before = new LinkedHashSet<>();
        before.add("clock.lua");
        parts.forEach(part -> before.addAll(part.beforeTake()));
        String algorithms = sources(parts.stream().map(LimitScriptPart::take).toList());
        return Script.of("take.lua", sources(before) + source("take.lua").replace(ALGORITHMS, algorithms));
    }

    private static Script composeRefund(Set<LimitScriptPart> parts) {
        Set<String> all = new LinkedHashSet<>();
        all.add("clock.lua");
        all.add("rewrite.lua");
        parts.forEach(part -> all.addAll(part.beforeRefund()));
        parts.forEach(part -> all.add(part.refund()));
        all.add("refund.lua");
        return Script.of("refund.lua", sources(all));
    }

    private static String sources(Collection<String> resources) {
        StringBuilder source = new StringBuilder();
        resources.forEach(resource -> source.append(source(resource)).append('\n'));
        return source.toString();
    }

    private static String source(String resource) {
        return ScriptResources.load(RateLimitScripts.class, resource).source();
    }
}
