package io.redoubt.examples;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.Redoubt;
import io.redoubt.api.KeyTemplate;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Counter;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionStore;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Example program that shows the cache, sessions, rate limits, locks and the health check of Redoubt one after another.
 * It runs in memory or, if {@code REDIS_URL} is set, on Redis. The output is the same.
 */
public final class FeatureTour {

    private static final KeyTemplate PROFILE = GameKeyTemplates.USER_PROFILE;

    private final Redoubt redoubt;
    private final PrintStream out;

    FeatureTour(Redoubt redoubt, PrintStream out) {
        this.redoubt = redoubt;
        this.out = out;
    }

    /** Runs the tour on the backend that the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            new FeatureTour(redoubt, System.out).run();
        }
    }

    void run() {
        values();
        counters();
        regions();
        sessions();
        rateLimits();
        locks();
        out.println("Health");
        say("redoubt.health().check()", redoubt.health().check().status());
    }

    private void values() {
        CacheStore cache = redoubt.cache();
        Duration halfAnHour = ofMinutes(30);
        out.println("Values under keys");
        cache.set(PROFILE.key("42"), new Profile("Ada", 17), halfAnHour);
        say("set user:42:profile", "for 30 minutes");
        say("get user:42:profile", cache.get(PROFILE.key("42"), Profile.class).orElseThrow());
        say("setIfAbsent user:42:profile", cache.setIfAbsent(PROFILE.key("42"), new Profile("Eve", 1), halfAnHour));
        cache.setAll(Map.of("zone:7:data", "a swamp", "zone:8:data", "a hill"), halfAnHour);
        say(
                "getAll zone:7..9:data",
                new TreeMap<>(cache.getAll(List.of("zone:7:data", "zone:8:data", "zone:9:data"), String.class)));
        say("key of a hostile id", PROFILE.key("42:profile{x}"));
        say("delete user:42:profile", cache.delete(PROFILE.key("42")));
        say("get user:42:profile", cache.get(PROFILE.key("42"), Profile.class));
    }

    private void counters() {
        Counter kills = redoubt.cache().counter("zone:7:kills", ofMinutes(5));
        out.println("Counters");
        say("increment zone:7:kills", kills.increment());
        say("add 41 to zone:7:kills", kills.add(41));
        redoubt.cache().delete("zone:7:kills");
    }

    private void regions() {
        PlayerRepository repository = new PlayerRepository();
        Region<String, Profile> profiles = redoubt.cache()
                .region(RegionSpec.of("profiles", Profile.class)
                        .key("user:{userId}:profile")
                        .ttl(ofMinutes(30)));
        profiles.invalidate("43");
        out.println("Regions load what is missing");
        for (int i = 0; i < 3; i++) {
            say("get 43", profiles.get("43", repository::find));
        }
        say("queries of the database", repository.queries());
        profiles.invalidate("43");
        say("invalidate 43, get 43", profiles.get("43", repository::find));
        say("queries of the database", repository.queries());
        profiles.invalidate("43");
    }

    private void sessions() {
        SessionStore sessions = redoubt.sessions();
        sessions.destroyAll("user-42");
        out.println("Sessions");
        Session session = sessions.create(NewSession.of("user-42").metadata("ip", "192.0.2.7"));
        sessions.bindCharacter(session.id(), "c-9");
        say("create for user-42, bind c-9, find", sessions.find(session.id()).flatMap(Session::characterId));
        Session rotated = sessions.rotate(session.id()).orElseThrow();
        say("rotate the id, find by the old one", sessions.find(session.id()).isPresent());
        say("find by the new one", sessions.find(rotated.id()).flatMap(Session::userId));
        for (int i = 0; i < 5; i++) {
            sessions.create(NewSession.of("user-42"));
        }
        say("5 more, of which 5 are allowed", sessions.list("user-42").size() + " listed");
        say("destroyAll of user-42", sessions.destroyAll("user-42"));
    }

    private void rateLimits() {
        RateLimitRequest chat = GameRateLimits.CHAT.by("user", "42");
        RateLimitRequest api = GameRateLimits.API.by("user", "42");
        redoubt.rateLimiter().reset(chat, api);
        out.println("Rate limits");
        Decision first = redoubt.rateLimiter().tryAcquire(chat, api);
        say("chat and api, once", first.allowed() + ", " + first.remaining() + " of " + first.limit() + " left");
        Decision rest = redoubt.rateLimiter().tryAcquire(chat.cost(9));
        say("chat, 9 at once", rest.allowed() + ", " + rest.remaining() + " left");
        Decision over = redoubt.rateLimiter().tryAcquire(chat, api);
        say("chat and api, once more", over.allowed() + ", decided by " + over.decidedBy());
        say("to be tried again within a minute", over.retryAfter().orElseThrow().compareTo(ofMinutes(1)) <= 0);
        redoubt.rateLimiter().reset(chat, api);
    }

    private void locks() {
        LockOptions options = LockOptions.lease(ofSeconds(10));
        out.println("Locks");
        long first = redoubt.locks().withLock("trade:42:43", options, LockHandle::fencingToken);
        boolean inUse = redoubt.locks()
                .withLock(
                        "trade:42:43",
                        options,
                        lock -> redoubt.locks()
                                .tryAcquire("trade:42:43", options)
                                .isEmpty());
        long later = redoubt.locks().withLock("trade:42:43", options, LockHandle::fencingToken);
        say("trade:42:43 while it is held", inUse ? "not free" : "free");
        say("its fencing tokens increase", later > first);
    }

    private void say(String what, @org.jspecify.annotations.Nullable Object result) {
        out.printf("  %-36s -> %s%n", what, result);
    }
}
