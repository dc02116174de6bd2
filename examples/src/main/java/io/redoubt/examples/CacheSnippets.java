package io.redoubt.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.RedoubtSettings;
import io.redoubt.api.Codec;
import io.redoubt.api.KeyTemplate;
import io.redoubt.api.RawJson;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Counter;
import io.redoubt.api.cache.DeadLetter;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadingRegion;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.ServerStatistics;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.cache.SharedSet;
import io.redoubt.api.cache.Warmup;
import io.redoubt.api.cache.WarmupPlan;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindStatistics;
import io.redoubt.codec.CompressingCodec;
import io.redoubt.codec.EncryptingCodec;
import io.redoubt.codec.EncryptionKeys;
import io.redoubt.codec.RawCodec;
import io.redoubt.json.JsonCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Code examples for the cache, as printed in the user guide. */
@SuppressWarnings("UnusedVariable") // snippets show what comes back, and do nothing with it
final class CacheSnippets {

    private CacheSnippets() {}

    /** Repository of players that can load one or many rows at a time. */
    interface Players {

        @Nullable
        Profile find(String userId);

        Map<String, Profile> findAll(Set<String> userIds);
    }

    static void codecs(CacheStore cache, byte[] newKey, byte[] oldKey) {
        // snippet: codecs
        EncryptionKeys keys = EncryptionKeys.writing("2026-11", newKey).reading("2026-08", oldKey);
        Codec secret = EncryptingCodec.wrap(CompressingCodec.wrap(JsonCodec.create()), keys); // compress, then encrypt

        Region<String, Profile> profiles = cache.region(RegionSpec.of("secret-profiles", Profile.class)
                .ttl(ofMinutes(30))
                .codec(secret));
        CacheStore images = cache.withCodec(RawCodec.create()); // a view of the same store
        images.set("image:7", new byte[] {1, 2, 3}, Ttl.of(ofMinutes(30)));
        RedoubtSettings settings = RedoubtSettings.builder().codec(secret).build(); // for all, sessions too
        // end
    }

    static void rawJson(CacheStore cache, String json) {
        // snippet: raw-json
        cache.set("user:42:profile", RawJson.of(json), ofMinutes(30)); // stored as it is, if it is JSON

        Optional<RawJson> text = cache.get("user:42:profile", RawJson.class); // to the last digit and space
        Optional<Profile> profile = cache.get("user:42:profile", Profile.class); // the same JSON
        // end
    }

    static void values(CacheStore cache, Profile profile, String userId) {
        // snippet: values
        KeyTemplate key = KeyTemplate.of("user:{userId}:profile");

        cache.set(key.key(userId), profile, ofMinutes(30));
        boolean first = cache.setIfAbsent(key.key(userId), profile, ofMinutes(30));
        cache.setAll(Map.of("zone:7:data", "a swamp", "zone:8:data", "a hill"), Ttl.permanent());

        Optional<Profile> one = cache.get(key.key(userId), Profile.class);
        Map<String, String> many = cache.getAll(List.of("zone:7:data", "zone:8:data"), String.class);
        Optional<List<Profile>> friends = cache.get("user:42:friends", new TypeRef<List<Profile>>() {});

        Optional<Ttl> left = cache.ttl(key.key(userId));
        boolean there = cache.expire(key.key(userId), ofMinutes(5));
        boolean removed = cache.delete(key.key(userId));
        long removedOfBoth = cache.deleteAll(List.of("zone:7:data", "zone:8:data"));
        // end
    }

    static void counters(CacheStore cache) {
        // snippet: counters
        Counter kills = cache.counter("zone:7:kills", ofMinutes(5));
        long now = kills.increment();
        // end
    }

    static void sets(CacheStore cache) {
        // snippet: sets
        SharedSet<String> online = cache.sharedSet("zone:7:online", String.class, ofMinutes(30));
        boolean entered = online.add("user-42");
        boolean there = online.contains("user-42");
        Set<String> all = online.members();
        // end
    }

    static void lists(CacheStore cache, Profile winner) {
        // snippet: lists
        SharedList<Profile> winners =
                cache.sharedList("arena:winners", Profile.class, ofMinutes(30)).bounded(100);
        winners.pushFirst(winner); // the hundred and first is gone in the same step
        List<Profile> latest = winners.first(10);

        SharedList<String> queue = cache.sharedList("jobs", String.class, ofMinutes(30));
        queue.pushLast("job-1");
        Optional<String> next = queue.popFirst();
        // end
    }

    static void deletions(CacheStore cache) {
        // snippet: deletions
        long deleted = cache.deleteMatching(
                "user:42:*", progress -> System.out.printf("%.0f %%%n", 100 * progress.fraction()));
        // end
    }

    static void statistics(CacheStore cache) {
        // snippet: statistics
        double hitRate = cache.statistics().hitRate(); // of this process
        ServerStatistics servers = cache.serverStatistics(); // one INFO to each master
        long keys = servers.keys();
        long bytes = servers.usedBytes();
        // end
    }

    static void regionReads(Region<String, Profile> profiles, Players repository) {
        // snippet: region-reads
        LoadedValue<Profile> fetched = profiles.fetch("42", (id, context) -> {
            context.tags("guild:7"); // it ends when the tag is invalidated
            return repository.find(id);
        });
        boolean isPastItsEnd = fetched.origin() == LoadedValue.Origin.STALE;

        Map<String, Profile> party = profiles.getAll(List.of("42", "43"), repository::findAll);
        Lookup<Profile> known = profiles.lookup("42"); // Hit, Stale, Negative, Miss or Unavailable; loads nothing
        CompletableFuture<@Nullable Profile> later = profiles.async().get("42", repository::find);
        // end
    }

    static void regionEndings(Region<String, Profile> profiles, Profile changed) {
        // snippet: region-endings
        profiles.put("42", changed, "guild:7");
        boolean wasStored = profiles.invalidate("42");
        profiles.markStale("42"); // ended, and kept as a fallback
        profiles.invalidateTag("guild:7"); // one command, however many values have it
        profiles.clear(); // one command, too
        // end
    }

    static void regionWrites(Region<String, Profile> profiles, Profile ada, Profile bob) {
        // snippet: region-writes
        profiles.put("42", ada, ofMinutes(5)); // with a time to live of its own
        profiles.putAll(Map.of("42", ada, "43", bob), "guild:7");
        Optional<Profile> found = profiles.putIfAbsent("42", bob); // Ada: bob is not stored
        profiles.putNegative("nobody"); // as if a loader had returned null
        profiles.invalidateAll(List.of("42", "43"));
        // end
    }

    static void loadingRegion(CacheStore cache, RegionSpec<String, Profile> spec, Players repository) {
        // snippet: loading-region
        LoadingRegion<String, Profile> profiles = cache.region(spec)
                .withLoader(repository::find)
                .withBulkLoader(repository::findAll); // optional: for several keys at once
        Profile profile = profiles.get("42");
        Map<String, Profile> party = profiles.getAll(List.of("42", "43"));
        // end
    }

    static void regionOptions(CacheStore cache) {
        // snippet: region-options
        Region<String, Profile> profiles = cache.region(RegionSpec.of("profiles", Profile.class)
                .key("user:{userId}:profile")
                .ttl(ofMinutes(30))
                .jitter(0.1)
                .negativeTtl(ofSeconds(30))
                .staleOnError(ofMinutes(10))
                .staleWhileRevalidate(ofMinutes(1))
                .refreshAhead(1)
                .softTimeout(ofMillis(200))
                .hardTimeout(ofSeconds(5))
                .schemaVersion(2));
        // end
    }

    static RedoubtSettings nearValues() {
        // snippet: near-values
        RedoubtSettings settings = RedoubtSettings.fromEnvironment(System.getenv()).toBuilder()
                .nearCache("user:", NearCacheSettings.maxEntries(10_000).maxAge(ofMinutes(5)))
                .nearCache("item:", NearCacheSettings.maxBytes(16 << 20))
                .build();
        // end
        return settings;
    }

    static void hottest(Region<String, Profile> profiles, Players repository) {
        // snippet: hottest
        WarmupPlan<String, Profile> last = WarmupPlan.hottest(500, repository::findAll);
        Warmup warming = profiles.warmup(last).start(); // what was read most before the restart
        // end
    }

    static void backlog(WriteBehind<String, Profile> behind) {
        // snippet: backlog
        WriteBehindStatistics now = behind.statistics(); // depth, lag, retries
        List<DeadLetter> refused = behind.deadLetters(100); // with their reasons
        int again = behind.retryDeadLetters();
        // end
    }
}
