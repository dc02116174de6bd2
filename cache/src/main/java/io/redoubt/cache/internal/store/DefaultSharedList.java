package io.redoubt.cache.internal.store;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.SharedList;
import io.redoubt.cache.internal.store.ListStore.End;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Shared list that validates and encodes elements and delegates to storage on Redis or in memory. */
record DefaultSharedList<T>(ListStore store, ValueCodec values, String key, TypeRef<T> type, Ttl ttl, int max)
        implements SharedList<T> {

    @Override
    public SharedList<T> bounded(int bound) {
        NumericArgumentChecks.checkRange("the bound of a list", bound, 1, Integer.MAX_VALUE);
        return new DefaultSharedList<>(store, values, key, type, ttl, bound);
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
        List<byte[]> encoded = values.encodeAll(key, elements, type, MAX_BATCH);
        if (encoded.isEmpty()) {
            throw new InvalidInputException("nothing to push to the list '" + key + "': pass at least one element");
        }
        return store.push(key, end, encoded, max, ttl);
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
        byte[] popped = store.pop(key, end);
        return popped == null ? Optional.empty() : values.decodeElement(popped, type);
    }

    @Override
    public List<T> last(int count) {
        NumericArgumentChecks.checkRange("count", count, 1, MAX_RANGE);
        return values.decodeAll(store.range(key, -count, -1), type);
    }

    @Override
    public List<T> range(long from, int count) {
        long begin = NumericArgumentChecks.checkedPosition("from", from, 0);
        NumericArgumentChecks.checkRange("count", count, 1, MAX_RANGE);
        return values.decodeAll(store.range(key, begin, begin + count - 1), type);
    }

    @Override
    public void keepFirst(int count) {
        NumericArgumentChecks.checkRange("count", count, 1, Integer.MAX_VALUE);
        store.keep(key, End.FIRST, count);
    }

    @Override
    public void keepLast(int count) {
        NumericArgumentChecks.checkRange("count", count, 1, Integer.MAX_VALUE);
        store.keep(key, End.LAST, count);
    }

    @Override
    public long size() {
        return store.size(key);
    }
}
