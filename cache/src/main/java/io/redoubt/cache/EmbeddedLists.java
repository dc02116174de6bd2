package io.redoubt.cache;

import io.redoubt.api.Ttl;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists in this process. */
record EmbeddedLists(LocalArea area) implements ListCells {

    @Override
    public long push(String key, End end, List<byte[]> elements, int most, Ttl ttl) {
        return area.change(key, LocalList.class, LocalList::new, ttl, list -> list.push(end, elements, most));
    }

    @Override
    public byte @Nullable [] pop(String key, End end) {
        return area.changePresent(key, LocalList.class, list -> Optional.ofNullable(list.pop(end)))
                .flatMap(popped -> popped)
                .orElse(null);
    }

    @Override
    public List<byte[]> range(String key, long from, long to) {
        return area.read(key, LocalList.class, list -> list.range(from, to)).orElse(List.of());
    }

    @Override
    public void keep(String key, End end, int count) {
        area.changePresent(key, LocalList.class, list -> list.keep(end, count));
    }

    @Override
    public long size(String key) {
        return area.read(key, LocalList.class, LocalList::size).orElse(0);
    }
}
