package io.redoubt.cache;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.TypeRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads entries, and says of each whether it may be used. Thread-safe. */
final class Reader<V> {

    private final RegionHome home;
    private final TypeRef<V> type;
    private final int schema;
    private final EncodedValues values;

    Reader(RegionHome home, TypeRef<V> type, int schema, EncodedValues values) {
        this.home = home;
        this.type = type;
        this.schema = schema;
        this.values = values;
    }

    /** One view for each entry, in their order. One round trip, or two where stamps have to be looked at. */
    Views<V> read(List<String> entries) {
        while (true) {
            long endings = home.replay().endings();
            Views<V> read = readOnce(entries);
            if (endings == home.replay().endings()) {
                return read;
            }
        }
    }

    private Views<V> readOnce(List<String> entries) {
        List<String> trusted =
                entries.stream().filter(home.replay()::trustsEntry).toList();
        Map<String, View<V>> views = new LinkedHashMap<>();
        Stamp guard = null;
        if (!trusted.isEmpty()) {
            try {
                RegionCells.Reading reading = home.cells().read(trusted);
                guard = reading.guard();
                views = views(trusted, reading.cells(), guard);
            } catch (StoreUnavailableException e) {
                for (String entry : trusted) {
                    views.put(entry, new View.Blind<>(e));
                }
            }
        }
        List<View<V>> inOrder = new ArrayList<>(entries.size());
        for (String entry : entries) {
            View<V> view = views.get(entry);
            inOrder.add(view == null ? new View.Blind<>(home.replay().distrust()) : view);
        }
        return new Views<>(inOrder, guard);
    }

    private Map<String, View<V>> views(List<String> entries, List<Cell> cells, @Nullable Stamp guard) {
        Map<String, View<V>> views = new LinkedHashMap<>();
        Map<String, Doubtful> doubtful = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i);
            Cell cell = cells.get(i);
            Content content = Content.of(cell);
            if (content instanceof Content.Value value
                    && value.header().schema() == schema
                    && home.memo().of(value.header(), guard) == Memo.Verdict.UNKNOWN) {
                doubtful.put(entry, new Doubtful(cell, value));
            } else {
                views.put(entry, settled(cell, content, guard));
            }
        }
        if (!doubtful.isEmpty()) {
            lookAtStamps(doubtful, views);
        }
        return views;
    }

    private View<V> settled(Cell cell, Content content, @Nullable Stamp guard) {
        if (content instanceof Content.Value value) {
            boolean valid =
                    value.header().schema() == schema && home.memo().of(value.header(), guard) == Memo.Verdict.VALID;
            return valid ? usable(cell, value) : replaceable(value);
        }
        if (content instanceof Content.Marker marker) {
            Duration left = cell.left();
            // Nobody waits for a marker without an end, which somebody took away.
            return left == null ? new View.Gap<>(null) : new View.InLoad<>(marker.mark(), left);
        }
        byte[] bytes = cell.bytes();
        if (bytes == null) {
            return new View.Gap<>(null);
        }
        Optional<V> read = content instanceof Content.Bare bare
                ? values.read(bare.payload(), type)
                : values.unreadable(bytes, type);
        Duration left = cell.left();
        long fresh = left == null ? Long.MAX_VALUE : left.toNanos();
        return read.<View<V>>map(value -> new View.Value<>(value, null, Optional.empty(), fresh, Duration.ZERO))
                .orElseGet(() -> new View.Gap<>(Trace.of(bytes)));
    }

    private void lookAtStamps(Map<String, Doubtful> doubtful, Map<String, View<V>> views) {
        Map<String, Doubtful> together = new LinkedHashMap<>();
        Set<String> tags = new LinkedHashSet<>();
        for (Map.Entry<String, Doubtful> each : doubtful.entrySet()) {
            Set<String> more = each.getValue().value.header().tags().keySet();
            if (tags.size() + more.size() > RegionCells.MOST_TAGS) {
                judge(together, tags, views);
                together.clear();
                tags.clear();
            }
            together.put(each.getKey(), each.getValue());
            tags.addAll(more);
        }
        judge(together, tags, views);
    }

    private void judge(Map<String, Doubtful> together, Set<String> tags, Map<String, View<V>> views) {
        try {
            RegionCells.Sighting now = home.cells().look(tags);
            home.memo().note(now.guard(), now.region(), now.tags());
            together.forEach((entry, each) ->
                    views.put(entry, each.isValid(now) ? usable(each.cell, each.value) : replaceable(each.value)));
        } catch (StoreUnavailableException e) {
            together.keySet().forEach(entry -> views.put(entry, new View.Blind<>(e)));
        }
    }

    private View<V> usable(Cell cell, Content.Value stored) {
        Header header = stored.header();
        if (!home.replay().trustsTags(header.tags().keySet())) {
            return new View.Blind<>(home.replay().distrust());
        }
        Duration left = cell.left();
        long fresh =
                left == null ? Long.MAX_VALUE : left.toNanos() - header.grace().toNanos();
        if (header.negative()) {
            return new View.Value<>(null, header.version(), header.age(left), fresh, header.cost());
        }
        return values.read(stored.payload(), type)
                .<View<V>>map(
                        value -> new View.Value<>(value, header.version(), header.age(left), fresh, header.cost()))
                .orElseGet(() -> replaceable(stored));
    }

    private View<V> replaceable(Content.Value value) {
        return new View.Gap<>(Trace.of(value.header().version()));
    }

    /** A value whose stamps have to be looked at. */
    private record Doubtful(Cell cell, Content.Value value) {

        boolean isValid(RegionCells.Sighting now) {
            return now.guard() != null
                    && value.header().region().equals(now.region())
                    && value.header().tags().entrySet().stream()
                            .allMatch(tag -> tag.getValue().equals(now.tags().get(tag.getKey())));
        }
    }
}
