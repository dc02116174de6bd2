package io.redoubt.examples;

import static io.redoubt.examples.GamePolicies.API;
import static io.redoubt.examples.GamePolicies.CHAT;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.api.KeyTemplate;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.CachedList;
import io.redoubt.api.cache.CachedSet;
import io.redoubt.api.cache.Counter;
import io.redoubt.api.cache.DeadLetter;
import io.redoubt.api.cache.Fetched;
import io.redoubt.api.cache.HotKey;
import io.redoubt.api.cache.HotKeys;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.RegionStatistics;
import io.redoubt.api.cache.ServerStatistics;
import io.redoubt.api.cache.Standing;
import io.redoubt.api.cache.WarmPlan;
import io.redoubt.api.cache.Warming;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSpec;
import io.redoubt.api.cache.WriteBehindStatistics;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.api.cache.WriteThroughSpec;
import io.redoubt.api.health.Health;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.spi.Connecting;
import io.redoubt.redis.spi.ReconnectSettings;
import io.redoubt.redis.spi.RedisSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The snippets of README and guide, each between a line that begins it and one that ends it. */
@SuppressWarnings("UnusedVariable") // snippets show what comes back, and do nothing with it
final class Snippets {

    private Snippets() {}

    /** Stands for a repository that can be asked for many rows at a time. */
    interface Players {

        @Nullable
        Profile find(String userId);

        Map<String, Profile> findAll(Set<String> userIds);

        Stream<String> activeIds();
    }

    static void readme(Profile profile, PlayerRepository repository) {
        // snippet: readme
        try (Redoubt redoubt = Redoubt.fromEnvironment()) { // no REDIS_URL, no REDIS_HOST: embedded
            redoubt.cache().set("user:42:profile", profile, Ttl.of(ofMinutes(30)));
            Region<String, Profile> profiles = redoubt.cache()
                    .region(RegionSpec.of("profiles", Profile.class).ttl(ofMinutes(30)));
            Profile loaded = profiles.get("42", load -> repository.find(load.key())); // once for all who miss it

            Session session = redoubt.sessions().create(NewSession.of("user-42").metadata("ip", "192.0.2.7"));
            Decision decision = redoubt.rateLimiter().acquire(CHAT.by("user", "42"), API.by("user", "42"));
            redoubt.locks()
                    .withLock("trade:42:43", LockOptions.lease(ofSeconds(10)), lock -> trade(lock.fencingToken()));
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

    static void sets(CacheStore cache) {
        // snippet: sets
        CachedSet<String> online = cache.setOf("zone:7:online", String.class, Ttl.of(ofMinutes(30)));
        boolean entered = online.add("user-42");
        boolean there = online.contains("user-42");
        Set<String> all = online.members();
        // end
    }

    static void lists(CacheStore cache, Profile winner) {
        // snippet: lists
        CachedList<Profile> winners = cache.listOf("arena:winners", Profile.class, Ttl.of(ofMinutes(30)))
                .bounded(100);
        winners.pushFirst(winner); // the hundred and first is gone in the same step
        List<Profile> latest = winners.first(10);

        CachedList<String> queue = cache.listOf("jobs", String.class, Ttl.of(ofMinutes(30)));
        queue.pushLast("job-1");
        Optional<String> next = queue.popFirst();
        // end
    }

    static void leaderboards(CacheStore cache) {
        // snippet: leaderboards
        Leaderboard arena = cache.leaderboard("leaderboard:arena", Ttl.of(ofDays(7)));
        double score = arena.increment("user-42", 25);
        List<Standing> best = arena.top(10); // ranks begin at 1
        Optional<Standing> mine = arena.find("user-42");
        List<Standing> neighbours = arena.around("user-42", 2); // two above, two below
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

    static void regionReads(Region<String, Profile> profiles, Players repository) {
        // snippet: region-reads
        Fetched<Profile> fetched = profiles.fetch("42", load -> {
            load.tags("guild:7"); // it ends when the tag is invalidated
            return repository.find(load.key());
        });
        boolean isPastItsEnd = fetched.origin() == Fetched.Origin.STALE;

        Map<String, Profile> party = profiles.getAll(List.of("42", "43"), load -> repository.findAll(load.keys()));
        Lookup<Profile> known = profiles.lookup("42"); // Hit, Stale, Negative, Miss or Unavailable; loads nothing
        CompletionStage<@Nullable Profile> later = profiles.async().get("42", load -> repository.find(load.key()));
        // end
    }

    static void regionEndings(Region<String, Profile> profiles, Profile changed) {
        // snippet: region-endings
        profiles.put("42", changed, "guild:7");
        profiles.invalidate("42");
        profiles.expire("42"); // ended, and kept as a fallback
        profiles.invalidateTag("guild:7"); // one command, however many values have it
        profiles.clear(); // one command, too
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

    static void warming(Region<String, Profile> profiles, Players repository) {
        // snippet: warming
        WarmPlan<String, Profile> plan = WarmPlan.of(repository::activeIds, load -> repository.findAll(load.keys()));
        Warming warming = profiles.warming(plan.concurrency(8)).every(ofMinutes(10));
        // end
    }

    static void hotKeys(Region<String, Profile> profiles, Players repository) {
        // snippet: hot-keys
        HotKeys hot = profiles.hotKeys(10); // of this process
        List<HotKey> read = hot.byReads();
        List<HotKey> dear = hot.byLoadCost();
        RegionStatistics counted = profiles.statistics();

        WarmPlan<String, Profile> last = WarmPlan.hottest(500, id -> id, load -> repository.findAll(load.keys()));
        Warming warming = profiles.warming(last).start(); // what was read most before the restart
        // end
    }

    static void writeThrough(
            CacheStore cache, Region<String, Profile> profiles, PlayerRepository repository, Profile changed) {
        // snippet: write-through
        WriteThrough<String, Profile> through = cache.writeThrough(
                WriteThroughSpec.of("profiles").attempts(3).backoff(ofMillis(50), ofSeconds(1)),
                profiles,
                (id, profile) -> repository.save(id, profile)); // null: remove

        through.put("42", changed); // the source has it, and then the region
        through.remove("43");
        // end
    }

    static void writeBehind(
            CacheStore cache, Region<String, Profile> profiles, PlayerRepository repository, Profile changed) {
        // snippet: write-behind
        WriteBehind<String, Profile> behind = cache.writeBehind(
                WriteBehindSpec.of("profiles", Profile.class)
                        .shards(8)
                        .maxDepth(100_000)
                        .batch(100),
                profiles,
                batch -> repository.saveAll(batch)); // ... set write_id = :id where id = :key and write_id < :id

        behind.put("42", changed); // durable in Redis
        Profile profile = profiles.get("42", load -> repository.find(load.key()));

        WriteBehindStatistics now = behind.statistics(); // depth, lag, retries
        List<DeadLetter> refused = behind.deadLetters(100); // with their reasons
        int again = behind.retryDeadLetters();
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

    static RedoubtSettings connections() {
        // snippet: connections
        RedisSettings redis =
                RedisSettings.fromUrl("rediss-cluster://game:secret@redis1.example.net,redis2.example.net").toBuilder()
                        .commandTimeout(ofMillis(250))
                        .connecting(Connecting.EAGERLY)
                        .reconnect(ReconnectSettings.forEver().ceiling(ofSeconds(30)))
                        .listener(event -> audit(event.toString()))
                        .build();
        RedoubtSettings settings = RedoubtSettings.builder().redis(redis).build();
        // end
        return settings;
    }

    static void sessions(SessionStore sessions, String cookie) {
        // snippet: sessions
        Session session = sessions.create(
                NewSession.of("user-42").metadata("ip", "192.0.2.7").attribute("cart", List.of("sword", "rope")));
        String secret = session.id(); // for the cookie; only its hash is stored

        Optional<Session> found = sessions.find(cookie); // counts as use
        SessionUpdateResult result = sessions.update(
                secret, SessionUpdate.none().attribute("cart", List.of("rope")).ifVersion(session.version()));
        SessionUpdateResult bound = sessions.bindCharacter(secret, "c-9");
        Optional<Session> rotated = sessions.rotate(secret); // on log-in: the old id is worthless from now on

        List<SessionInfo> devices = sessions.list("user-42");
        boolean ended = sessions.destroy(devices.get(0)); // "log out that device"
        int all = sessions.destroyAll("user-42");
        // end
    }

    static void rateLimits(RateLimiter limiter, String userId) {
        // snippet: rate-limits
        RateLimitPolicy chat =
                RateLimitPolicy.slidingWindow("chat", 10, ofMinutes(1)).whenUnavailable(WhenUnavailable.OPEN);

        Decision decision =
                limiter.acquire(chat.by("user", userId), API.by("user", userId).cost(2));
        if (!decision.allowed()) {
            Optional<Duration> wait = decision.retryAfter(); // exact; empty if the cost is above the limit
            String why = decision.decidedBy();
        }
        // end
    }

    static void locks(LockProvider locks) {
        // snippet: locks
        LockOptions options = LockOptions.lease(ofSeconds(10)).waitUpTo(ofSeconds(2));

        long token = locks.withLock("trade:42:43", options, lock -> trade(lock.fencingToken()));

        Optional<LockHandle> job = locks.tryAcquire(
                "nightly-report", LockOptions.lease(ofSeconds(30)).renewed());
        job.ifPresent(lock -> {
            try (lock) {
                lock.onLost(() -> System.err.println("somebody else may be writing the report"));
                if (lock.isValid()) { // before each side effect
                    trade(lock.fencingToken());
                }
            }
        });
        // end
    }

    /** Stands for what a lock protects: it refuses a token lower than one that it has seen. */
    private static void audit(String event) {
        System.out.println(event);
    }

    private static long trade(long fencingToken) {
        return fencingToken;
    }
}
