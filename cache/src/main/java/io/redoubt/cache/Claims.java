package io.redoubt.cache;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.cache.RegionCells.Acquired;
import io.redoubt.cache.RegionCells.Acquisition;
import io.redoubt.cache.RegionCells.Release;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets for flights the right to load: puts markers into cells, and takes leases of refreshing. Thread-safe. */
final class Claims<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    /** How long one leaves alone what somebody else refreshes. */
    private static final Duration BUSY = Duration.ofMillis(200);

    private final Surroundings<K, V> around;
    private final RegionCells cells;
    private final boolean leased;

    Claims(Surroundings<K, V> around) {
        this.around = around;
        this.cells = around.home().cells();
        this.leased = !around.policy().lease().isZero();
    }

    /** The first attempt, by what the flights' callers saw. */
    Round<K, V> first(List<Flight<K, V>> flights, @Nullable Stamp seen) {
        Round<K, V> round = Round.empty();
        List<Wish<K, V>> wishes = new ArrayList<>();
        long tick = around.flights().tick();
        Stamp guard = seen == null ? madeGuard(flights, round) : seen;
        if (guard == null) {
            return round;
        }
        for (Flight<K, V> flight : flights) {
            if (flight.claim() instanceof Claim.Missing missing) {
                wishes.add(new Wish<>(flight, missing.replace()));
            } else if (flight.claim() instanceof Claim.LoadedElsewhere elsewhere) {
                elsewhere(flight, elsewhere.marker(), guard, Duration.ofSeconds(1), round);
            } else if (flight.claim() instanceof Claim.Refresh refresh) {
                refresh(flight, refresh.version(), guard, tick, round);
            }
        }
        acquire(wishes, guard, round);
        return round;
    }

    /** Another attempt for those that had to wait. */
    Round<K, V> again(List<Flight<K, V>> waiting) {
        Round<K, V> round = Round.empty();
        long tick = around.flights().tick();
        Views<V> now = around.reader().read(waiting.stream().map(Flight::entry).toList());
        List<Wish<K, V>> wishes = new ArrayList<>();
        for (int i = 0; i < waiting.size(); i++) {
            consider(waiting.get(i), now.views().get(i), now.guard(), tick, wishes, round);
        }
        Stamp guard = now.guard();
        if (guard == null && !wishes.isEmpty()) {
            guard = madeGuard(wishes.stream().map(Wish::flight).toList(), round);
        }
        if (guard != null) {
            acquire(wishes, guard, round);
        }
        return round;
    }

    private void consider(
            Flight<K, V> flight,
            View<V> view,
            @Nullable Stamp guard,
            long tick,
            List<Wish<K, V>> wishes,
            Round<K, V> round) {
        if (view instanceof View.Value<V> value) {
            flight.land(new Landing.Found<>(value, tick));
        } else if (view instanceof View.Gap<V> gap) {
            wishes.add(new Wish<>(flight, gap.replace()));
        } else if (view instanceof View.InLoad<V> inLoad && guard != null) {
            elsewhere(flight, inLoad.marker(), guard, inLoad.left(), round);
        } else if (view instanceof View.InLoad<V>) {
            round.waiting.add(flight);
        } else {
            round.cutOff.add(flight);
        }
    }

    /** Somebody else loads it: that is waited for, unless the region does not want that. */
    private void elsewhere(Flight<K, V> flight, Mark marker, Stamp guard, Duration left, Round<K, V> round) {
        if (leased) {
            round.waiting(flight, left);
        } else {
            round.claimed.add(new Claimed<>(flight, new Witness(marker, guard), null, null));
        }
    }

    private void refresh(Flight<K, V> flight, Mark version, Stamp guard, long tick, Round<K, V> round) {
        Mark owner = Mark.ofLoader(around.random());
        try {
            if (cells.tryRefresh(flight.entry(), owner, lease())) {
                round.claimed.add(new Claimed<>(flight, new Witness(version, guard), version, owner));
            } else {
                around.pauses().pause(flight.entry(), version, BUSY);
                flight.land(new Landing.Busy<>(tick));
            }
        } catch (RedoubtException e) {
            flight.land(new Landing.Failed<>(e, tick));
        }
    }

    private void acquire(List<Wish<K, V>> wishes, Stamp guard, Round<K, V> round) {
        if (wishes.isEmpty()) {
            return;
        }
        List<Mark> markers = new ArrayList<>();
        List<Acquisition> acquisitions = new ArrayList<>();
        for (Wish<K, V> wish : wishes) {
            Mark marker = Mark.ofLoader(around.random());
            markers.add(marker);
            acquisitions.add(new Acquisition(wish.flight.entry(), marker, wish.replace));
        }
        List<Acquired> answers;
        try {
            answers = cells.acquire(acquisitions, lease());
        } catch (RedoubtException e) {
            // What is loaded is returned all the same; it will not be stored.
            log("a load could not be announced", e);
            List<Flight<K, V>> all = wishes.stream().map(Wish::flight).toList();
            round.claimed.addAll(Claimed.none(all, null));
            return;
        }
        for (int i = 0; i < wishes.size(); i++) {
            Flight<K, V> flight = wishes.get(i).flight;
            if (answers.get(i) instanceof Acquired.Granted) {
                Mark marker = markers.get(i);
                round.claimed.add(new Claimed<>(flight, new Witness(marker, guard), marker, null));
            } else if (answers.get(i) instanceof Acquired.Held held) {
                round.waiting(flight, held.left());
            } else {
                // A value, good or not: it is looked at anew, since calls that began after the guard was read may share
                // it.
                round.waiting(flight, Duration.ZERO);
            }
        }
    }

    /** The guard of a region that has none yet; null if that fails, and then the flights are cut off. */
    private @Nullable Stamp madeGuard(List<Flight<K, V>> flights, Round<K, V> round) {
        try {
            RegionCells.Stamps made = cells.stamps(List.of(), around.filler().keep());
            around.home().memo().note(made.guard(), made.region(), made.tags());
            return made.guard();
        } catch (StoreUnavailableException e) {
            round.cutOff.addAll(flights);
            return null;
        }
    }

    /** Ends claims whose load failed. A value that is there is not refreshed again for a while. */
    void failed(List<Claimed<K, V>> claimed) {
        List<Claimed<K, V>> loads = new ArrayList<>();
        for (Claimed<K, V> each : claimed) {
            Mark refresher = each.refresher();
            if (refresher == null) {
                loads.add(each);
            } else {
                refreshFailed(each, refresher);
            }
        }
        giveBack(loads);
    }

    private void refreshFailed(Claimed<K, V> claimed, Mark refresher) {
        String entry = claimed.flight().entry();
        Duration retryEvery = around.policy().retryEvery();
        Mark version = claimed.expected();
        if (version != null) {
            around.pauses().pause(entry, version, retryEvery);
        }
        quietly(() -> cells.keepRefresh(entry, refresher, retryEvery));
    }

    /** Ends claims that are not used: all markers in one step. */
    void giveBack(List<Claimed<K, V>> claimed) {
        List<Release> markers = new ArrayList<>();
        for (Claimed<K, V> each : claimed) {
            String entry = each.flight().entry();
            Mark expected = each.expected();
            Mark refresher = each.refresher();
            if (refresher != null) {
                quietly(() -> cells.keepRefresh(entry, refresher, Duration.ZERO));
            } else if (expected != null) {
                markers.add(new Release(entry, expected));
            }
        }
        if (!markers.isEmpty()) {
            quietly(() -> cells.release(markers));
        }
    }

    /** Does what ends by itself when its lease ends. */
    private void quietly(Runnable step) {
        try {
            step.run();
        } catch (RedoubtException e) {
            log("a lease could not be given back", e);
        }
    }

    private void log(String what, RedoubtException e) {
        around.throttle()
                .pass(leftOut -> LOG.warn(
                        "region {}: {} ({}){}",
                        around.name(),
                        what,
                        e.getClass().getSimpleName(),
                        leftOut));
    }

    private Duration lease() {
        return leased ? around.policy().lease() : around.policy().hardTimeout();
    }

    private record Wish<K, V>(Flight<K, V> flight, @Nullable Trace replace) {}

    /**
     * What became of an attempt: those that may load, those that have to wait, those that the store has no answer for. The others
     * have landed. For one thread.
     */
    static final class Round<K, V> {

        private final List<Claimed<K, V>> claimed = new ArrayList<>();
        private final List<Flight<K, V>> waiting = new ArrayList<>();
        private final List<Flight<K, V>> cutOff = new ArrayList<>();
        private Duration shortest = Duration.ofSeconds(1);

        static <K, V> Round<K, V> empty() {
            return new Round<>();
        }

        List<Claimed<K, V>> claimed() {
            return claimed;
        }

        List<Flight<K, V>> waiting() {
            return waiting;
        }

        List<Flight<K, V>> cutOff() {
            return cutOff;
        }

        /** After how long the first of those that wait may have its turn at the latest. */
        Duration shortest() {
            return shortest;
        }

        private void waiting(Flight<K, V> flight, Duration left) {
            waiting.add(flight);
            shortest = left.compareTo(shortest) < 0 ? left : shortest;
        }
    }
}
