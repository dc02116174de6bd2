package io.redoubt.cache;

import io.redoubt.api.cache.AsyncRegion;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.LoadingRegion;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteThrough;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Views of a cache store and its regions for contracts that know no near cache: what is near appears as cached, or as
 * found in the store, and nothing else is changed. Thread-safe.
 */
final class NearViews {

    private static final Set<String> READS = Set.of("get", "getAll", "getAsync", "fetch", "fetchAsync", "lookup");
    private static final Set<String> CHANGES = Set.of(
            "put",
            "putAll",
            "putIfAbsent",
            "putNegative",
            "remove",
            "invalidate",
            "invalidateAll",
            "markStale",
            "invalidateTag",
            "invalidateTags",
            "clear");
    private static final Set<String> SHOWING_ORIGINS = Set.of("fetch", "fetchAsync", "lookup");
    private static final Set<String> OF_ONE_KEY = Set.of("get", "fetch", "lookup", "put", "remove");
    private static final String OF_NO_REGION = "";

    private final NearMoments moments;
    private final ReentrantLock lock = new ReentrantLock();
    /** The views by what they show, so that the same object always has the same view. */
    private final IdentityHashMap<Object, Object> views = new IdentityHashMap<>();

    private final List<Region<?, ?>> regions = new ArrayList<>();

    NearViews(NearMoments moments) {
        this.moments = moments;
    }

    CacheStore of(CacheStore store) {
        return (CacheStore) view(store, CacheStore.class, OF_NO_REGION, null);
    }

    /** Returns how many reads near caches have answered. */
    long hits() {
        lock.lock();
        try {
            return regions.stream()
                    .mapToLong(region -> region.statistics().near().hits())
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the view of an object.
     *
     * @param region the region that it is, or belongs to; null for none
     */
    private Object view(Object seen, Class<?> type, String name, @Nullable Region<?, ?> region) {
        lock.lock();
        try {
            return views.computeIfAbsent(seen, absent -> {
                if (seen == region) {
                    regions.add(region);
                }
                return Proxy.newProxyInstance(
                        type.getClassLoader(), new Class<?>[] {type}, new Handler(seen, name, region));
            });
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Object shown(@Nullable Object result, String name, @Nullable Region<?, ?> region) {
        if (result instanceof CacheStore store) {
            return of(store);
        }
        if (result instanceof Region<?, ?> opened) {
            moments.opened(opened);
            return view(opened, opened instanceof LoadingRegion ? LoadingRegion.class : Region.class, name, opened);
        }
        if (result instanceof AsyncRegion<?, ?> async) {
            return view(async, AsyncRegion.class, name, null);
        }
        if (result instanceof WriteThrough<?, ?> writer) {
            return view(writer, WriteThrough.class, name, region);
        }
        return result instanceof WriteBehind<?, ?> writer
                ? view(writer, WriteBehind.class, name, region)
                : withoutNear(result);
    }

    private static @Nullable Object withoutNear(@Nullable Object result) {
        if (result instanceof LoadedValue<?> loaded) {
            return loaded.origin() == Origin.NEAR ? new LoadedValue<>(loaded.value(), Origin.CACHED) : loaded;
        }
        if (result instanceof Lookup.Hit<?> hit) {
            return new Lookup.Hit<>(hit.found(), hit.age(), Lookup.Source.STORE);
        }
        return result instanceof Lookup.Negative<?> negative
                ? new Lookup.Negative<>(negative.age(), Lookup.Source.STORE)
                : result;
    }

    private final class Handler implements InvocationHandler {

        private final Object seen;
        private final String name;
        private final @Nullable Region<?, ?> region;

        Handler(Object seen, String name, @Nullable Region<?, ?> region) {
            this.seen = seen;
            this.name = name;
            this.region = region;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            String called = method.getName();
            Object first = arguments == null || arguments.length == 0 ? null : arguments[0];
            if (!name.equals(OF_NO_REGION)) {
                beforeCall(called);
            }
            if (region != null && first != null && OF_ONE_KEY.contains(called)) {
                beforeUse(region, first);
            }
            Object result;
            try {
                result = method.invoke(seen, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (seen == region && first != null && called.equals("put")) {
                afterPut(region, first);
            }
            if (result instanceof CompletableFuture<?> future) {
                // The cancellation of another future would not reach the call.
                return SHOWING_ORIGINS.contains(called) ? future.thenApply(NearViews::withoutNear) : future;
            }
            return shown(result, first instanceof RegionSpec<?, ?> spec ? spec.name() : name, region);
        }

        private void beforeCall(String called) {
            if (READS.contains(called)) {
                moments.beforeRead(name);
            } else if (CHANGES.contains(called)) {
                moments.beforeChange(name);
            }
        }

        @SuppressWarnings("unchecked") // a key of the wrong type would not have compiled in the test
        private <K> void beforeUse(Region<K, ?> used, Object key) {
            moments.beforeUse(used, (K) key);
        }

        @SuppressWarnings("unchecked") // the key was accepted
        private <K> void afterPut(Region<K, ?> changed, Object key) {
            moments.afterPut(changed, (K) key);
        }
    }
}
