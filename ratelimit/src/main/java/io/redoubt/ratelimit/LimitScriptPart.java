package io.redoubt.ratelimit;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Files with the Lua code of one algorithm. A script gets those of the algorithms that its limits have, since the
 * server creates all functions and tables anew for each call.
 */
enum LimitScriptPart {
    RING("ring", List.of(), List.of("ring.lua", "ring_bytes.lua")),
    COUNTER("counter", List.of("counts.lua", "counter.lua"), List.of("counts.lua")),
    BUCKET("bucket", List.of("counts.lua"), List.of("counts.lua")),
    WINDOW("window", List.of("counts.lua"), List.of("counts.lua"));

    private final String name;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> beforeTake;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> beforeRefund;

    LimitScriptPart(String name, List<String> beforeTake, List<String> beforeRefund) {
        this.name = name;
        this.beforeTake = beforeTake;
        this.beforeRefund = beforeRefund;
    }

    /** Returns the part for a stored form. */
    static LimitScriptPart of(StoredForm form) {
        return switch (form) {
            case RING_OF_MICROSECONDS, RING_OF_MILLISECONDS -> RING;
            case COUNTER -> COUNTER;
            case BUCKET -> BUCKET;
            case WINDOW -> WINDOW;
        };
    }

    /** Returns the parts for requests. */
    static Set<LimitScriptPart> of(List<PermitRequest> requests) {
        Set<LimitScriptPart> parts = EnumSet.noneOf(LimitScriptPart.class);
        requests.forEach(request -> parts.add(of(request.form())));
        return parts;
    }

    /** Returns the files with functions that {@link #take} calls. */
    List<String> beforeTake() {
        return beforeTake;
    }

    /** Returns the file that stands in the middle of {@code take.lua}. */
    String take() {
        return name + "_take.lua";
    }

    /** Returns the files that stand before {@code refund.lua}. */
    List<String> beforeRefund() {
        return beforeRefund;
    }

    /** Returns the file with the function that gives back. */
    String refund() {
        return name + "_refund.lua";
    }
}
