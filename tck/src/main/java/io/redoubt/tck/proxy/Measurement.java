package io.redoubt.tck.proxy;

import io.redoubt.tck.proxy.CountingProxy.ThrowingRunnable;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts what a block sends through some proxies together. */
record Measurement(List<Relay> relays) {

    private static final Duration BEFORE = Duration.ofSeconds(1);
    private static final Duration AFTER = Duration.ofSeconds(20);

    static Measurement through(Collection<Relay> relays) {
        return new Measurement(List.copyOf(relays));
    }

    <E extends Exception> Counts of(ThrowingRunnable<E> block) throws E {
        relays.forEach(Relay::beginMeasuring);
        try {
            Quiet.await(this::links, BEFORE, Set.of());
            Map<Link, Counts> before = counts();
            // A blocking read of another connection would never be answered in time, and is not of this block.
            Set<Link> waitingAnyway = links().stream()
                    .filter(link -> link.tally().hasOutstanding())
                    .collect(Collectors.toSet());
            block.run();
            Quiet.await(this::links, AFTER, waitingAnyway);
            return counts().entrySet().stream()
                    .map(now -> now.getValue().since(before.getOrDefault(now.getKey(), Counts.NONE)))
                    .reduce(Counts.NONE, Counts::plus);
        } finally {
            relays.forEach(Relay::endMeasuring);
        }
    }

    private List<Link> links() {
        return relays.stream()
                .flatMap(relay -> relay.links().stream())
                .filter(link -> link.origin() == Origin.CLIENT)
                .toList();
    }

    private Map<Link, Counts> counts() {
        Map<Link, Counts> counts = new HashMap<>();
        links().forEach(link -> counts.put(link, link.tally().counts()));
        return counts;
    }
}
