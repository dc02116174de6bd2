package io.redoubt;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.api.Codec;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.session.NewSession;
import io.redoubt.codec.CompressingCodec;
import io.redoubt.codec.EncryptingCodec;
import io.redoubt.codec.EncryptionKeys;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Application in a class loader of its own. The first call opens an instance and uses it, the second one uses it, the
 * third one closes it. Not thread-safe.
 */
public final class DeployedApplication implements Callable<@Nullable Object> {

    private final String backend;
    private final String host;
    private final int port;
    private @Nullable Redoubt redoubt;
    private int calls;

    /** Creates an application. */
    public DeployedApplication(String backend, String host, int port) {
        this.backend = backend;
        this.host = host;
        this.port = port;
    }

    @Override
    public @Nullable Object call() throws Exception {
        calls++;
        Redoubt current = redoubt == null ? open() : redoubt;
        redoubt = current;
        use(current);
        if (calls == 3) {
            current.close();
        }
        return null;
    }

    private Redoubt open() {
        RedoubtSettings.Builder settings = RedoubtSettings.builder()
                .keyPrefix("deployed-" + UUID.randomUUID())
                .rateLimitTimeout(ofSeconds(30));
        if (backend.equals("embedded")) {
            return Redoubt.embedded(settings.build());
        }
        return Redoubt.connect(settings.driver(backend)
                .redis(RedisSettings.builder()
                        .node(new Node(host, port))
                        .connectTimeout(ofSeconds(30))
                        .commandTimeout(ofSeconds(30))
                        .build())
                .build());
    }

    private static void use(Redoubt redoubt) throws Exception {
        redoubt.cache().set("k", "v".repeat(100_000), Ttl.of(ofMinutes(1)));
        redoubt.cache().get("k", String.class);
        redoubt.cache().async().get("k", String.class).toCompletableFuture().get(30, TimeUnit.SECONDS);
        Region<String, String> region = redoubt.cache()
                .region(RegionSpec.of("r" + UUID.randomUUID(), String.class).ttl(ofMinutes(1)));
        region.get("1", key -> "v");
        Region<String, String> near = redoubt.cache()
                .region(RegionSpec.of("near" + UUID.randomUUID(), String.class)
                        .ttl(ofMinutes(1))
                        .near(NearCacheSettings.maxBytes(10_000)));
        for (int i = 0; i < 100; i++) {
            near.get("k" + i, key -> "v".repeat(100));
        }
        Codec codec = EncryptingCodec.wrap(
                CompressingCodec.wrap(JsonCodec.create()), EncryptionKeys.writing("k1", new byte[32]));
        redoubt.cache().withCodec(codec).set("encrypted", "v".repeat(10_000), Ttl.of(ofMinutes(1)));
        redoubt.cache().withCodec(codec).get("encrypted", String.class);
        try (WriteBehind<String, String> behind = region.writeBehind(batch -> {})) {
            behind.put("2", "v");
        }
        redoubt.sessions().find(redoubt.sessions().create(NewSession.of("user")).id());
        redoubt.rateLimiter()
                .tryAcquire(
                        RateLimitPolicy.slidingWindow("chat", 10, ofMinutes(1)).by("user", "1"));
        redoubt.locks().withLock("l", LockOptions.lease(ofMinutes(1)).autoRenew(), lock -> lock.fencingToken());
        redoubt.health().check();
    }
}
