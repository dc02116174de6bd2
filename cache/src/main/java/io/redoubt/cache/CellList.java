package io.redoubt.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.CachedList;
import io.redoubt.cache.ListCells.End;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A list in a cell. */
record CellList<T>(ListCells cells, EncodedValues values, String key, TypeRef<T> type, Ttl ttl, int most)
        implements CachedList<T> {

    @Override
    public CachedList<T> bounded(int bound) {
        Bounds.check("the bound of a list", bound, 1, Integer.MAX_VALUE);
        return new CellList<>(cells, values, key, type, ttl, bound);
    }

    @Override
    public long pushAllFirst(Collection<? extends T> elements) {
        return push(End.FIRST, elements);
    }

    @Override
    public long pushAllLast(Collection<? extends T> elements) {
        return push(End.LAST, elements);
    }

    private long push(End end, Collection<? extends T> elements) {
        List<byte[]> encoded = values.encodeAll(key, elements, MAX_BATCH);
        if (encoded.isEmpty()) {
            throw new InvalidInputException("nothing to push to the list '" + key + "': pass at least one element");
        }
        return cells.push(key, end, encoded, most, ttl);
    }

    @Override
    public Optional<T> popFirst() {
        return pop(End.FIRST);
    }

    @Override
    public Optional<T> popLast() {
        return pop(End.LAST);
    }

    private Optional<T> pop(End end) {
        byte[] popped = cells.pop(key, end);
        return popped == null ? Optional.empty() : values.decodeElement(popped, type);
    }

    @Override
    public List<T> last(int count) {
        Bounds.check("count", count, 1, MAX_RANGE);
        return values.decodeAll(cells.range(key, -count, -1), type);
    }

    @Override
    public List<T> range(long from, int count) {
        long begin = Bounds.place("from", from, 0);
        Bounds.check("count", count, 1, MAX_RANGE);
        return values.decodeAll(cells.range(key, begin, begin + count - 1), type);
    }

    @Override
    public void keepFirst(int count) {
        Bounds.check("count", count, 1, Integer.MAX_VALUE);
        cells.keep(key, End.FIRST, count);
    }

    @Override
    public void keepLast(int count) {
        Bounds.check("count", count, 1, Integer.MAX_VALUE);
        cells.keep(key, End.LAST, count);
    }

    @Override
    public long size() {
        return cells.size(key);
    }
}
