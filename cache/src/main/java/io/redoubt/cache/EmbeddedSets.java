package io.redoubt.cache;

import io.redoubt.api.Ttl;
import java.util.List;

/** Sets in this process. */
record EmbeddedSets(LocalArea area) implements SetCells {

    @Override
    public int add(String key, List<byte[]> elements, Ttl ttl) {
        return area.change(key, LocalSet.class, LocalSet::new, ttl, set -> set.add(elements));
    }

    @Override
    public int remove(String key, List<byte[]> elements) {
        return area.changePresent(key, LocalSet.class, set -> set.remove(elements))
                .orElse(0);
    }

    @Override
    public boolean contains(String key, byte[] element) {
        return area.read(key, LocalSet.class, set -> set.contains(element)).orElse(false);
    }

    @Override
    public List<byte[]> members(String key, int most) {
        return area.read(key, LocalSet.class, set -> members(key, set, most)).orElse(List.of());
    }

    private static List<byte[]> members(String key, LocalSet set, int most) {
        if (set.size() > most) {
            throw Refusals.tooManyMembers(key, set.size(), most);
        }
        return set.members();
    }

    @Override
    public long size(String key) {
        return area.read(key, LocalSet.class, LocalSet::size).orElse(0);
    }
}
