package io.redoubt.cache;

import io.redoubt.api.cache.Fetched;
import io.redoubt.api.cache.Fetched.Origin;
import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.RegionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call for the values of some keys, from what is stored to what has to be loaded. For one thread. */
final class Fetching<K, V> {

    private final Surroundings<K, V> around;
    private final RegionThreads threads;
    private final Refresher<K, V> refresher;
    private final Xfetch xfetch;
    private final LoadSource<K, V> source;
    private final long began;
    private final long deadline;
    private final Map<String, Fetched<V>> results = new LinkedHashMap<>();
    private final Map<String, View.Value<V>> fallbacks = new LinkedHashMap<>();

    Fetching(
            Surroundings<K, V> around,
            RegionThreads threads,
            Refresher<K, V> refresher,
            Xfetch xfetch,
            LoadSource<K, V> source) {
        this.around = around;
        this.threads = threads;
        this.refresher = refresher;
        this.xfetch = xfetch;
        this.source = source;
        this.began = around.flights().now();
        this.deadline =
                around.nanoTime().getAsLong() + around.policy().hardTimeout().toNanos();
    }

    /** The values by their entries. */
    Map<String, Fetched<V>> fetch(Map<String, K> keys) {
        Map<String, K> open = new LinkedHashMap<>(keys);
        boolean first = true;
        while (!open.isEmpty()) {
            List<String> entries = List.copyOf(open.keySet());
            Views<V> read = around.reader().read(entries);
            Map<String, View<V>> seen = new LinkedHashMap<>();
            for (int i = 0; i < entries.size(); i++) {
                seen.put(entries.get(i), read.views().get(i));
            }
            take(open, seen, read.guard());
            if (first) {
                open.keySet().forEach(entry -> around.counts().miss());
                first = false;
            }
            if (!open.isEmpty()) {
                load(open, seen, read.guard());
            }
        }
        return results;
    }

    /** Takes what is stored and may be returned at once, and has refreshed what is due. */
    private void take(Map<String, K> open, Map<String, View<V>> seen, @Nullable Stamp guard) {
        List<Flight<K, V>> due = new ArrayList<>();
        for (Map.Entry<String, K> each : List.copyOf(open.entrySet())) {
            if (!(seen.get(each.getKey()) instanceof View.Value<V> value)) {
                fallbacks.remove(each.getKey());
                continue;
            }
            boolean isStaleAllowed =
                    -value.freshNanos() < around.policy().staleWhileRevalidate().toNanos();
            Mark version = value.version();
            boolean isPaused = version != null && around.pauses().isPaused(each.getKey(), version);
            if (!value.isFresh() && !isStaleAllowed && !isPaused) {
                fallbacks.put(each.getKey(), value);
                continue;
            }
            if (version != null && !isPaused && (!value.isFresh() || xfetch.isDue(value))) {
                due.add(new Flight<>(each.getValue(), each.getKey(), new Claim.Refresh(version)));
            }
            found(each.getKey(), value);
            open.remove(each.getKey());
        }
        if (!due.isEmpty()) {
            refresher.refresh(due, source, guard);
        }
    }

    private void found(String entry, View.Value<V> value) {
        around.counts().usable(value);
        results.put(entry, new Fetched<>(value.value(), value.isFresh() ? Origin.CACHED : Origin.STALE));
    }

    private void load(Map<String, K> open, Map<String, View<V>> seen, @Nullable Stamp guard) {
        Map<String, Call<V>> calls = new LinkedHashMap<>();
        Map<String, Flight<K, V>> flights = new LinkedHashMap<>();
        List<Flight<K, V>> mine = new ArrayList<>();
        open.forEach((entry, key) -> {
            View<V> view = seen.getOrDefault(entry, new View.Gap<>(null));
            Call<V> call = new Call<>(began, view, guard);
            Flight<K, V> own = new Flight<>(key, entry, claim(view));
            Flight<K, V> flight = around.flights().joined(entry, call, () -> own);
            calls.put(entry, call);
            flights.put(entry, flight);
            if (flight == own) {
                mine.add(own);
            }
        });
        if (!mine.isEmpty()) {
            start(new LoadRun<>(around, mine, source, guard, deadline));
        }
        // Only now, when what this call has to load itself is under way: two calls never wait for each other.
        Set<Flight<K, V>> own = new HashSet<>(mine);
        calls.forEach((entry, call) -> {
            Flight<K, V> flight = flights.get(entry);
            if (flight != null && landed(entry, flight, call, own.contains(flight))) {
                open.remove(entry);
            }
        });
    }

    private Claim claim(View<V> view) {
        if (view instanceof View.Blind<V> blind) {
            return new Claim.None(blind.reason());
        }
        if (view instanceof View.InLoad<V> inLoad) {
            return new Claim.LoadedElsewhere(inLoad.marker());
        }
        if (view instanceof View.Gap<V> gap) {
            return new Claim.Missing(gap.replace());
        }
        Mark version = view.mark();
        return version == null ? new Claim.Missing(null) : new Claim.Refresh(version);
    }

    /** On the caller's thread, which is the cheapest, unless the caller may have to leave before the loader ends. */
    private void start(LoadRun<K, V> run) {
        RegionPolicy policy = around.policy();
        if (policy.softTimeout() == null && policy.hardTimeout().compareTo(RegionPolicy.DEFAULT_HARD_TIMEOUT) >= 0) {
            run.run();
        } else {
            threads.loads().execute(run, run::refuse);
        }
    }

    /** Takes the result of a load, if this call may share it; waits for it if there is none yet. */
    private boolean landed(String entry, Flight<K, V> flight, Call<V> call, boolean mine) {
        View.Value<V> fallback = fallbacks.get(entry);
        Landing<V> landing = flight.await(patience(fallback));
        if (landing == null) {
            return fallBack(entry, fallback, tooLong(entry));
        }
        if (landing instanceof Landing.Interrupted<V> interrupted) {
            if (mine) {
                throw rethrown(entry, interrupted.failure());
            }
            return false;
        }
        if (!flight.mayShare(call, landing)) {
            return false;
        }
        if (landing instanceof Landing.Loaded<V> loaded) {
            results.put(entry, loaded.fetched());
        } else if (landing instanceof Landing.Found<V> found) {
            found(entry, found.value());
        } else if (landing instanceof Landing.Failed<V> failed) {
            return fallBack(entry, fallback, failed.failure());
        } else if (fallback == null) {
            return false; // Busy: somebody else refreshes a value that this call did not see
        } else {
            found(entry, fallback);
        }
        return true;
    }

    private long patience(View.@Nullable Value<V> fallback) {
        long left = deadline - around.nanoTime().getAsLong();
        Duration soft = around.policy().softTimeout();
        return fallback != null && soft != null ? Math.min(left, soft.toNanos()) : left;
    }

    private boolean fallBack(String entry, View.@Nullable Value<V> fallback, Throwable otherwise) {
        if (fallback == null) {
            throw rethrown(entry, otherwise);
        }
        found(entry, fallback);
        return true;
    }

    private LoadFailedException tooLong(String entry) {
        return new LoadFailedException(
                "waited " + around.policy().hardTimeout() + " for the load of '" + entry + "'", null);
    }

    /** Throws an unchecked failure as it is; returns a checked one as a cause, to be thrown. */
    private static LoadFailedException rethrown(String entry, Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return new LoadFailedException("the loader of '" + entry + "' failed: " + failure, failure);
    }
}
