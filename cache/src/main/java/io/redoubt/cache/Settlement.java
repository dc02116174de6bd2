package io.redoubt.cache;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.cache.Fetched.Origin;
import io.redoubt.cache.RegionCells.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores what was loaded, as far as it is still valid, and lands it. Thread-safe. */
final class Settlement<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private final Surroundings<K, V> around;
    private final RegionCells cells;
    private final Claims<K, V> claims;

    Settlement(Surroundings<K, V> around) {
        this.around = around;
        this.cells = around.home().cells();
        this.claims = new Claims<>(around);
    }

    void settle(List<Loaded<K, V>> loaded) {
        List<Loaded<K, V>> wanted = new ArrayList<>();
        List<Loaded<K, V>> unwanted = new ArrayList<>();
        loaded.forEach(each -> (isToBeStored(each) ? wanted : unwanted).add(each));
        leave(unwanted);
        List<Loaded<K, V>> unstored = new ArrayList<>();
        List<Loaded<K, V>> together = new ArrayList<>();
        Set<String> tags = new LinkedHashSet<>();
        for (Loaded<K, V> each : wanted) {
            if (tags.size() + each.draft().tags().size() > RegionCells.MOST_TAGS) {
                unstored.addAll(store(together, tags));
                together.clear();
                tags.clear();
            }
            together.add(each);
            tags.addAll(each.draft().tags());
        }
        if (!together.isEmpty()) {
            unstored.addAll(store(together, tags));
        }
        leave(unstored);
    }

    private boolean isToBeStored(Loaded<K, V> loaded) {
        return loaded.claimed().expected() != null
                && loaded.draft().isToBeStored()
                && !loaded.claimed().flight().isOvertaken()
                && around.filler().isKept(loaded.draft().value());
    }

    /** Returns those of which nothing was stored because it is known before that it must not be. */
    private List<Loaded<K, V>> store(List<Loaded<K, V>> together, Set<String> tags) {
        List<Loaded<K, V>> unstored = new ArrayList<>();
        // Before the stamps are read: what is stored then was not invalidated until this moment.
        long tick = around.flights().tick();
        try {
            RegionCells.Stamps now = cells.stamps(tags, keep(together));
            around.home().memo().note(now.guard(), now.region(), now.tags());
            List<Loaded<K, V>> valid = new ArrayList<>();
            List<Filling> fillings = new ArrayList<>();
            for (Loaded<K, V> each : together) {
                Filling filling = filling(each, now);
                if (filling == null) {
                    unstored.add(each);
                } else {
                    valid.add(each);
                    fillings.add(filling);
                }
            }
            List<Boolean> stored = fillings.isEmpty() ? List.of() : cells.fill(fillings);
            for (int i = 0; i < valid.size(); i++) {
                if (stored.get(i)) {
                    valid.get(i).land(Origin.LOADED, tick);
                } else {
                    around.counts().notStored.increment();
                    valid.get(i).land(Origin.LOADED_NOT_STORED);
                }
            }
        } catch (RedoubtException e) {
            log(e);
            return List.copyOf(together);
        }
        return unstored;
    }

    private Duration keep(List<Loaded<K, V>> together) {
        Duration longest = around.policy().ttl();
        for (Loaded<K, V> each : together) {
            Duration own = each.draft().ttlOr(longest);
            longest = own.compareTo(longest) > 0 ? own : longest;
        }
        return around.filler().keep(longest);
    }

    /** Null if it is not to be stored: it was invalidated, or cannot be encoded. */
    private @Nullable Filling filling(Loaded<K, V> loaded, RegionCells.Stamps now) {
        Claimed<K, V> claimed = loaded.claimed();
        Mark expected = claimed.expected();
        Witness witness = claimed.witness();
        Draft<K, V> draft = loaded.draft();
        if (expected == null || witness == null || !Filler.isValid(witness.guard(), now, draft.tags())) {
            return null;
        }
        String entry = claimed.flight().entry();
        try {
            Enveloped envelope = envelope(entry, loaded, now);
            return new Filling(entry, expected, envelope.bytes(), envelope.life(), claimed.refresher());
        } catch (RedoubtException e) {
            log(e);
            return null;
        }
    }

    private Enveloped envelope(String entry, Loaded<K, V> loaded, RegionCells.Stamps now) {
        Draft<K, V> draft = loaded.draft();
        V value = draft.value();
        if (value == null) {
            return around.filler().negative(loaded.cost(), now, draft.tags());
        }
        byte[] payload = around.filler().payload(entry, value);
        Duration ttl = draft.ttlOr(around.policy().ttl());
        return around.filler().envelope(payload, ttl, loaded.cost(), now, draft.tags());
    }

    private void leave(List<Loaded<K, V>> unstored) {
        if (unstored.isEmpty()) {
            return;
        }
        around.counts().notStored.add(unstored.size());
        List<Release> gone = new ArrayList<>();
        for (Loaded<K, V> each : unstored) {
            Mark version = each.claimed().expected();
            if (version != null && each.claimed().refresher() != null && isGone(each)) {
                gone.add(new Release(each.claimed().flight().entry(), version));
            }
        }
        if (!gone.isEmpty()) {
            remove(gone);
        }
        claims.giveBack(unstored.stream().map(Loaded::claimed).toList());
        unstored.forEach(each -> each.land(Origin.LOADED_NOT_STORED));
    }

    /** The source says that there is no such thing any more, and the region does not remember that: the old value must go. */
    private boolean isGone(Loaded<K, V> loaded) {
        return loaded.draft().value() == null
                && loaded.draft().isToBeStored()
                && !around.filler().isKept(null);
    }

    private void remove(List<Release> gone) {
        try {
            cells.release(gone);
        } catch (RedoubtException e) {
            log(e);
        }
    }

    private void log(RedoubtException e) {
        // The callers asked for the value and have it; the next one loads it again.
        around.throttle()
                .pass(leftOut -> LOG.warn(
                        "region {}: a loaded value could not be stored ({}){}",
                        around.name(),
                        e.getClass().getSimpleName(),
                        leftOut));
    }
}
