package io.redoubt;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.session.NewSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Main class of a JVM in which one embedded feature is used until it refuses, or for a while if it evicts. Prints
 * "bounded", or what went wrong. Argument: the feature.
 */
final class EmbeddedMemoryLoad {

    private static final String KILOBYTE = "v".repeat(1_000);
    private static final int MANY = 2_000_000;

    enum Feature {
        SESSIONS {
            @Override
            void use(Redoubt redoubt) {
                List<String> created = new ArrayList<>();
                refused(() -> created.add(redoubt.sessions()
                        .create(large("user" + created.size()))
                        .id()));
                check(redoubt.sessions().find(created.get(0)).isPresent());
                check(redoubt.sessions().destroy(created.get(0)));
                redoubt.sessions().create(large("other"));
            }
        },
        SMALL_SESSIONS {
            @Override
            void use(Redoubt redoubt) {
                int[] number = new int[1];
                List<String> first = new ArrayList<>();
                refused(() -> {
                    String id = redoubt.sessions()
                            .create(small("user" + number[0]++))
                            .id();
                    if (first.isEmpty()) {
                        first.add(id);
                    }
                });
                check(redoubt.sessions().destroy(first.get(0)));
                redoubt.sessions().create(small("other"));
            }
        },
        LOCKS {
            @Override
            void use(Redoubt redoubt) {
                int[] number = new int[1];
                List<LockHandle> first = new ArrayList<>();
                refused(() -> {
                    LockHandle handle = redoubt.locks()
                            .tryAcquire("lock" + number[0]++, LockOptions.lease(ofHours(1)))
                            .orElseThrow();
                    if (first.isEmpty()) {
                        first.add(handle);
                    }
                });
                first.get(0).close();
                check(redoubt.locks()
                        .tryAcquire("lock0", LockOptions.lease(ofHours(1)))
                        .isPresent());
            }
        },
        RATE_LIMITS {
            @Override
            void use(Redoubt redoubt) {
                RateLimitPolicy policy = RateLimitPolicy.slidingWindow("chat", 100_000, ofHours(1));
                RateLimitPolicy small = RateLimitPolicy.slidingWindow("small", 10, ofHours(1));
                int fallbacks = 0;
                for (int i = 0; i < 500; i++) {
                    var request = policy.by("user", "id" + i).cost(20_000);
                    fallbacks += redoubt.rateLimiter().tryAcquire(request).source() == Decision.Source.FALLBACK ? 1 : 0;
                }
                check(fallbacks > 0);
                redoubt.rateLimiter().reset(policy.by("user", "id0"));
                check(redoubt.rateLimiter().tryAcquire(small.by("user", "x")).source() == Decision.Source.STORE);
            }
        },
        PENDING_WRITES {
            @Override
            void use(Redoubt redoubt) throws InterruptedException {
                Region<String, String> region =
                        redoubt.cache().region(RegionSpec.of("r", String.class).ttl(ofHours(1)));
                CountDownLatch recovered = new CountDownLatch(1);
                try (WriteBehind<String, String> behind = region.writeBehind(batch -> recovered.await())) {
                    int[] number = new int[1];
                    refused(() -> behind.put("k" + number[0]++, KILOBYTE.repeat(100)));
                    recovered.countDown();
                    while (behind.statistics().depth() > 0) {
                        Thread.sleep(10);
                    }
                    behind.put("k", "v");
                }
            }
        },
        CACHE {
            @Override
            void use(Redoubt redoubt) {
                for (int i = 0; i < 200_000; i++) {
                    redoubt.cache().set("key" + i, KILOBYTE, Ttl.of(ofHours(1)));
                    redoubt.cache()
                            .sharedList("list", String.class, Ttl.of(ofHours(1)))
                            .pushLast("e" + i);
                    redoubt.cache()
                            .sharedSet("set", String.class, Ttl.of(ofHours(1)))
                            .add("e" + i);
                    redoubt.cache().leaderboard("board", Ttl.of(ofHours(1))).increment("m" + i, 1);
                }
                redoubt.cache().set("last", "v", Ttl.of(ofMinutes(1)));
                check(redoubt.cache().get("last", String.class).isPresent());
            }
        };

        abstract void use(Redoubt redoubt) throws InterruptedException;
    }

    private EmbeddedMemoryLoad() {}

    public static void main(String[] arguments) throws InterruptedException {
        String outcome = "bounded";
        try (Redoubt redoubt = Redoubt.embedded()) {
            Feature.valueOf(arguments[0]).use(redoubt);
        } catch (OutOfMemoryError | RuntimeException e) {
            outcome = String.valueOf(e);
        }
        System.out.println(outcome);
        System.exit(0);
    }

    private static NewSession small(String user) {
        return NewSession.of(user).metadata("ip", "192.0.2.1");
    }

    private static NewSession large(String user) {
        NewSession session = NewSession.of(user);
        for (int i = 0; i < NewSession.MAX_FIELDS; i++) {
            session = session.attribute("a" + i, "v".repeat(NewSession.MAX_ATTRIBUTE_BYTES - 2));
        }
        return session;
    }

    private static void refused(Runnable call) {
        @Nullable StoreRejectedException refusal = null;
        for (int i = 0; i < MANY && refusal == null; i++) {
            try {
                call.run();
            } catch (StoreRejectedException e) {
                refusal = e;
            }
        }
        check(refusal != null
                && refusal.code().equals("OOM")
                && String.valueOf(refusal.getMessage()).contains("embeddedStateMaxBytes"));
    }

    private static void check(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("not as expected");
        }
    }
}
