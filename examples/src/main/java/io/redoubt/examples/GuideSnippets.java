package io.redoubt.examples;

import static io.redoubt.examples.GameRateLimits.API;
import static io.redoubt.examples.GameRateLimits.CHAT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.api.Codec;
import io.redoubt.api.RawJson;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.health.Health;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitPolicy.WhenUnavailable;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.api.session.ClientDetails;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.ConnectMode;
import io.redoubt.redis.Credentials;
import io.redoubt.redis.Node;
import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Code examples of the README and the user guide, except those in {@link CacheSnippets}, {@link AsyncSnippets} and
 * {@link SessionSnippets}. Each stands between a line that begins it and one that ends it.
 */
@SuppressWarnings("UnusedVariable") // snippets show what comes back, and do nothing with it
final class GuideSnippets {

    private GuideSnippets() {}

    static void readme(Profile profile, PlayerRepository repository) {
        // snippet: readme
        try (Redoubt redoubt = Redoubt.fromEnvironment()) { // no REDIS_URL, no REDIS_HOST: embedded
            redoubt.cache().set("user:42:profile", profile, ofMinutes(30));
            Region<String, Profile> profiles = redoubt.cache()
                    .region(RegionSpec.of("profiles", Profile.class).ttl(ofMinutes(30)));
            Profile loaded = profiles.get("42", repository::find);

            Session session = redoubt.sessions().create(NewSession.of("user-42").metadata("ip", "192.0.2.7"));
            Decision decision = redoubt.rateLimiter().tryAcquire(CHAT.by("user", "42"), API.by("user", "42"));
            redoubt.locks()
                    .withLock("trade:42:43", LockOptions.lease(ofSeconds(10)), lock -> trade(lock.fencingToken()));
            redoubt.topics().publish("chat:world", "Ada is here"); // to all processes that have subscribed
        }
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

    static Redoubt mixedSettings(Codec codec) {
        // snippet: mixed-settings
        RedoubtSettings settings = RedoubtSettings.fromEnvironment(System.getenv()).toBuilder()
                .codec(codec)
                .redis(redis -> redis.listener(event -> audit(event.toString())))
                .closeOnShutdown()
                .build();
        Redoubt redoubt = Redoubt.open(settings);
        // end
        return redoubt;
    }

    static RedoubtSettings connections() {
        // snippet: connections
        RedisSettings redis =
                RedisSettings.fromUrl("rediss-cluster://game:secret@redis1.example.net,redis2.example.net").toBuilder()
                        .commandTimeout(ofMillis(250))
                        .connectMode(ConnectMode.EAGERLY)
                        .reconnect(ReconnectSettings.forEver().ceiling(ofSeconds(30)))
                        .listener(event -> audit(event.toString()))
                        .build();
        RedoubtSettings settings = RedoubtSettings.builder().redis(redis).build();
        // end
        return settings;
    }

    static RedisSettings access(Supplier<String> token) {
        // snippet: access
        RedisSettings redis = RedisSettings.fromUrl("rediss-cluster://redis.example.net:6380").toBuilder()
                .tls(TlsSettings.trusting(Path.of("/etc/redis/ca.pem"))
                        .clientCertificate(Path.of("/etc/redis/client.pem"), Path.of("/etc/redis/client.key")))
                .credentials(() -> new Credentials("game", token.get()).validFor(ofMinutes(60)))
                .addressMapping(announced -> new Node("redis.example.net", announced.port()))
                .build();
        // end
        return redis;
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
        Optional<Session> rotated = sessions.rotate(secret); // the old id is worthless from now on

        List<SessionInfo> devices = sessions.list("user-42");
        boolean thisDevice = devices.get(0).handle().equals(session.handle());
        boolean ended = sessions.destroy(devices.get(0)); // "log out that device"
        int all = sessions.destroyAll("user-42");
        // end
    }

    static void sessionFields(SessionStore sessions, String remoteAddress, @Nullable String agent, String json) {
        // snippet: session-fields
        ClientDetails client = ClientDetails.none()
                .ipAddress(remoteAddress)
                .userAgent(agent) // may be null, and of any length
                .device("Ada's phone")
                .location("Madrid, ES");
        Session session = sessions.create(NewSession.of("user-42")
                .client(client)
                .metadata("theme", "dark")
                .attribute("com.example.Cart$Items", RawJson.of(json)));

        Set<String> names = session.attributeNames();
        Optional<RawJson> cart = session.attribute("com.example.Cart$Items", RawJson.class);
        Optional<String> device = sessions.list("user-42").get(0).client().device();
        // end
    }

    static void rateLimits(RateLimiter limiter, String userId) {
        // snippet: rate-limits
        RateLimitPolicy chat =
                RateLimitPolicy.slidingWindow("chat", 10, ofMinutes(1)).whenUnavailable(WhenUnavailable.OPEN);

        Decision decision = limiter.tryAcquire(
                chat.by("user", userId), API.by("user", userId).cost(2));
        if (!decision.allowed()) {
            Optional<Duration> wait = decision.retryAfter(); // exact
            boolean never = decision.outcome() == Decision.Outcome.COST_ABOVE_LIMIT; // then there is no wait
            String why = decision.decidedBy();
        }
        // end
    }

    static void locks(LockProvider locks) {
        // snippet: locks
        LockOptions options = LockOptions.lease(ofSeconds(10)).waitUpTo(ofSeconds(2));

        long token = locks.withLock("trade:42:43", options, lock -> trade(lock.fencingToken()));

        Optional<LockHandle> job = locks.tryAcquire(
                "nightly-report", LockOptions.lease(ofSeconds(30)).autoRenew());
        job.ifPresent(lock -> {
            try (lock) {
                lock.onLost(() -> System.err.println("somebody else may be writing the report"));
                if (lock.isValid()) { // before each side effect
                    trade(lock.fencingToken());
                }
            }
        });

        boolean running = locks.find("nightly-report").isPresent(); // in this process or another

        // Once an hour, although the clocks of the hosts differ: locked for a minute also after the work is done.
        locks.tryAcquire("hourly-mail", LockOptions.lease(ofMinutes(10))).ifPresent(lock -> {
            try (lock) {
                trade(lock.fencingToken());
                lock.releaseAfter(ofMinutes(1));
            }
        });
        // end
    }

    private static void audit(String event) {
        System.out.println(event);
    }

    /** Stands for what a lock protects: it refuses a token lower than one that it has seen. */
    private static long trade(long fencingToken) {
        return fencingToken;
    }
}
