package io.redoubt.cache;

import io.redoubt.api.Ttl;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.caffeine.Timed;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cells of a region in this process. Every step on a cell is one change of its key. */
final class EmbeddedRegionCells implements RegionCells {

    private final LocalStore<byte[]> store;
    private final RegionKeys keys;
    private final EmbeddedStamps stamps;

    EmbeddedRegionCells(LocalStore<byte[]> store, RegionKeys keys, EmbeddedStamps stamps) {
        this.store = store;
        this.keys = keys;
        this.stamps = stamps;
    }

    @Override
    public Reading read(List<String> entries) {
        List<Cell> cells = entries.stream()
                .map(entry -> cell(store.find(keys.entry(entry))))
                .toList();
        return new Reading(cells, stamps.guard());
    }

    @Override
    public Sighting look(Collection<String> tags) {
        return stamps.look(tags);
    }

    @Override
    public Stamps stamps(Collection<String> tags, Duration keep) {
        return stamps.stamps(tags, keep);
    }

    @Override
    public void invalidateTags(Collection<String> tags, Duration keep) {
        stamps.invalidateTags(tags, keep);
    }

    @Override
    public void clear(Duration keep) {
        stamps.clear(keep);
    }

    @Override
    public List<Acquired> acquire(List<Acquisition> acquisitions, Duration lease) {
        return acquisitions.stream().map(wish -> acquire(wish, lease)).toList();
    }

    private Acquired acquire(Acquisition wish, Duration lease) {
        Acquired[] answer = {new Acquired.Granted()};
        store.change(keys.entry(wish.entry()), there -> {
            if (there != null && !isFree(there, wish)) {
                answer[0] = refusal(there);
                return there;
            }
            return new Timed<>(wish.marker().bytes(), ttl(lease));
        });
        return answer[0];
    }

    private static boolean isFree(Timed<byte[]> there, Acquisition wish) {
        byte[] bytes = there.value();
        return isEndlessMarker(there)
                || is(wish.marker(), bytes)
                || Trace.of(bytes).equals(wish.replace());
    }

    /** Somebody took the end of a lease away; nobody must wait for that. */
    private static boolean isEndlessMarker(Timed<byte[]> there) {
        return there.left() instanceof Ttl.Permanent && Content.of(there.value()) instanceof Content.Marker;
    }

    private static Acquired refusal(Timed<byte[]> there) {
        return there.left() instanceof Ttl.Expiring left && Content.of(there.value()) instanceof Content.Marker
                ? new Acquired.Held(left.duration())
                : new Acquired.Present();
    }

    @Override
    public void release(List<Release> releases) {
        for (Release wish : releases) {
            store.change(
                    keys.entry(wish.entry()),
                    there -> there != null && is(wish.marker(), there.value()) ? null : there);
        }
    }

    @Override
    public List<Boolean> fill(List<Filling> fillings) {
        return fillings.stream().map(this::fill).toList();
    }

    private boolean fill(Filling filling) {
        boolean[] stored = {false};
        Mark fresh = Mark.of(filling.envelope());
        store.change(keys.entry(filling.entry()), there -> {
            if (there == null || !(is(filling.expected(), there.value()) || is(fresh, there.value()))) {
                return there;
            }
            stored[0] = true;
            return is(fresh, there.value()) ? there : new Timed<>(filling.envelope(), ttl(filling.ttl()));
        });
        if (filling.refresher() != null) {
            keepRefresh(filling.entry(), filling.refresher(), Duration.ZERO);
        }
        return stored[0];
    }

    @Override
    public void put(String entry, byte[] envelope, Duration ttl) {
        store.put(keys.entry(entry), envelope, ttl(ttl));
    }

    @Override
    public boolean remove(String entry) {
        return store.remove(keys.entry(entry));
    }

    @Override
    public void expire(String entry, Mark version, Duration grace) {
        store.change(keys.entry(entry), there -> there == null ? null : expired(there, version, grace));
        store.remove(keys.refresh(entry));
    }

    private static @Nullable Timed<byte[]> expired(Timed<byte[]> there, Mark version, Duration grace) {
        if (!(Content.of(there.value()) instanceof Content.Value value)) {
            return null;
        }
        Duration left = shorter(grace, value.header().grace());
        left = there.left() instanceof Ttl.Expiring expiring ? shorter(left, expiring.duration()) : left;
        if (left.compareTo(Ttl.MIN) < 0) {
            return null;
        }
        byte[] bytes = there.value().clone();
        System.arraycopy(version.bytes(), 0, bytes, 0, Mark.LENGTH);
        return new Timed<>(bytes, Ttl.of(left));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    @Override
    public boolean tryRefresh(String entry, Mark owner, Duration lease) {
        return store.putIfAbsent(keys.refresh(entry), owner.bytes(), ttl(lease));
    }

    @Override
    public void keepRefresh(String entry, Mark owner, Duration lease) {
        store.change(keys.refresh(entry), there -> {
            if (there == null || !is(owner, there.value())) {
                return there;
            }
            return lease.isZero() ? null : new Timed<>(there.value(), ttl(lease));
        });
    }

    /** Grace may come on top of the longest time to live, which is all that the store knows. */
    static Ttl ttl(Duration duration) {
        return Ttl.of(shorter(duration, Ttl.MAX));
    }

    private static boolean is(Mark mark, byte[] bytes) {
        return mark.equals(Mark.at(bytes));
    }

    private static Cell cell(@Nullable Timed<byte[]> there) {
        if (there == null) {
            return Cell.empty();
        }
        return Cell.of(there.value(), there.left() instanceof Ttl.Expiring expiring ? expiring.duration() : null);
    }
}
