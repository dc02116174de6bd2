package io.redoubt.examples;

import static java.time.Duration.ofMinutes;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.api.KeyTemplate;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Counter;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.health.Health;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The snippets of README and guide, each between a line that begins it and one that ends it. */
@SuppressWarnings("UnusedVariable") // snippets show what comes back, and do nothing with it
final class Snippets {

    private Snippets() {}

    static void readme(Profile profile, PlayerRepository repository) {
        // snippet: readme
        try (Redoubt redoubt = Redoubt.fromEnvironment()) { // no REDIS_URL, no REDIS_HOST: embedded
            CacheStore cache = redoubt.cache();
            cache.set("user:42:profile", profile, Ttl.of(ofMinutes(30)));
            Optional<Profile> found = cache.get("user:42:profile", Profile.class);

            Region<String, Profile> profiles = cache.region(RegionSpec.of("profiles", Profile.class)
                    .key("user:{userId}:profile")
                    .ttl(ofMinutes(30)));
            Profile loaded = profiles.get("42", load -> repository.find(load.key())); // once for all who miss it
        }
        // end
    }

    static void values(CacheStore cache, Profile profile, String userId) {
        // snippet: values
        KeyTemplate key = KeyTemplate.of("user:{userId}:profile");

        cache.set(key.key(userId), profile, Ttl.of(ofMinutes(30)));
        boolean first = cache.setIfAbsent(key.key(userId), profile, Ttl.of(ofMinutes(30)));
        cache.setAll(Map.of("zone:7:data", "a swamp", "zone:8:data", "a hill"), Ttl.permanent());

        Optional<Profile> one = cache.get(key.key(userId), Profile.class);
        Map<String, String> many = cache.getAll(List.of("zone:7:data", "zone:8:data"), String.class);
        Optional<List<Profile>> friends = cache.get("user:42:friends", new TypeRef<List<Profile>>() {});

        Optional<Ttl> left = cache.ttl(key.key(userId));
        boolean there = cache.expire(key.key(userId), Ttl.of(ofMinutes(5)));
        boolean removed = cache.delete(key.key(userId));
        // end
    }

    static void counters(CacheStore cache) {
        // snippet: counters
        Counter kills = cache.counter("zone:7:kills", Ttl.of(ofMinutes(5)));
        long now = kills.increment();
        // end
    }

    static void regions(CacheStore cache, PlayerRepository repository, Profile changed) {
        // snippet: regions
        Region<String, Profile> profiles = cache.region(RegionSpec.of("profiles", Profile.class)
                .key("user:{userId}:profile")
                .ttl(ofMinutes(30)));

        Profile profile = profiles.get("42", load -> repository.find(load.key()));
        profiles.put("42", changed);
        profiles.invalidate("42");
        // end
    }

    static void settings() {
        // snippet: settings
        RedoubtSettings settings = RedoubtSettings.builder()
                .url("rediss://game:secret@redis.example.net:6380/0")
                .keyPrefix("aeturnis:prod")
                .maxValueBytes(256 * 1024)
                .build();
        try (Redoubt redoubt = Redoubt.connect(settings)) {
            Health health = redoubt.health().check(); // UP, or DOWN with the reason
        }
        // end
    }
}
