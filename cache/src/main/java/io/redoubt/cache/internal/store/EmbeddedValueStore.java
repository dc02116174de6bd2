package io.redoubt.cache.internal.store;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.caffeine.ValueWithRemainingTtl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** In-memory storage for encoded cache values and counters. Rejects what Redis rejects, with the same messages. */
final class EmbeddedValueStore implements ValueStore {

    private static final byte[] ZERO = CounterFormat.bytes(0);

    private final PrefixedLocalStore local;
    private final String start;

    EmbeddedValueStore(PrefixedLocalStore local) {
        this.local = local;
        this.start = local.start();
    }

    @Override
    public byte @Nullable [] get(String key) {
        return local.bytes(key);
    }

    @Override
    @SuppressWarnings("NullAway") // a stream cannot declare nullable elements
    public List<byte @Nullable []> getAll(List<String> keys) {
        return keys.stream().map(this::get).toList();
    }

    @Override
    public List<StoredValue> read(List<String> keys, Predicate<String> withTtl) {
        return keys.stream().map(this::read).toList();
    }

    private StoredValue read(String key) {
        ValueWithRemainingTtl<Object> there = store().find(start + key);
        return there == null
                ? StoredValue.ABSENT
                : new StoredValue(PrefixedLocalStore.bytes(key, there.value()), remainingNanos(there.left()));
    }

    /** Returns zero for the shortest time to live, which also stands for a shorter one. */
    private static long remainingNanos(Ttl left) {
        if (!(left instanceof Ttl.Expiring expiring)) {
            return Long.MAX_VALUE;
        }
        return expiring.duration().equals(Ttl.MIN) ? 0 : expiring.duration().toNanos();
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        store().put(start + key, value, ttl);
    }

    @Override
    public void setAll(Map<String, byte[]> values, Ttl ttl) {
        LocalStore<Object> store = store(); // asked once, so that an interrupt does not stop it halfway
        values.forEach((key, value) -> store.put(start + key, value, ttl));
    }

    @Override
    public boolean setIfAbsent(String key, byte[] value, Ttl ttl) {
        return store().putIfAbsent(start + key, value, ttl);
    }

    @Override
    public boolean delete(String key) {
        return store().remove(start + key);
    }

    @Override
    public long deleteAll(List<String> keys) {
        LocalStore<Object> store = store(); // asked once, so that an interrupt does not stop it halfway
        return keys.stream().filter(key -> store.remove(start + key)).count();
    }

    @Override
    public boolean exists(String key) {
        return store().get(start + key) != null;
    }

    @Override
    public Optional<Ttl> ttl(String key) {
        return store().ttl(start + key);
    }

    @Override
    public boolean expire(String key, Ttl ttl) {
        return store().expire(start + key, ttl);
    }

    @Override
    public long add(String key, long delta, Ttl ttl) {
        Object after = store().update(
                        start + key,
                        ZERO,
                        ttl,
                        old -> CounterFormat.bytes(sum(key, PrefixedLocalStore.bytes(key, old), delta)));
        return CounterFormat.parse(PrefixedLocalStore.bytes(key, after));
    }

    @Override
    public long number(String key) {
        byte[] value = get(key);
        return value == null ? 0 : sum(key, value, 0);
    }

    private LocalStore<Object> store() {
        RedoubtInterruptedException.throwIfInterrupted("cache");
        return local.store();
    }

    private static long sum(String key, byte[] number, long delta) {
        try {
            return Math.addExact(CounterFormat.parse(number), delta);
        } catch (NumberFormatException e) {
            throw notANumber(key, e);
        } catch (ArithmeticException e) {
            throw new StoreRejectedException(
                    "counter '" + key + "': the step would go beyond 64 bits; the number stays", "ERR", e);
        }
    }

    private static StoreRejectedException notANumber(String key, NumberFormatException cause) {
        return new StoreRejectedException(
                "counter '" + key + "': the value there is not an integer. Use another key, or delete what is there",
                "ERR",
                cause);
    }
}
