package io.redoubt.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.spi.Command;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Differential test: the Lua scripts and the embedded store get the same operations at the same times, and must
 * give the same replies.
 */
@DisplayName("Leases on Redis and in the process")
final class LockStoreDifferentialTest {

    private static final int OPERATIONS = 25_000;
    private static final int BATCH = 1_000;

    private enum Kind {
        ACQUIRE,
        RENEW,
        RELEASE,
        RELEASE_AFTER,
        FIND,
        FORCE
    }

    private record Step(Kind kind, LockAcquisitionId ownership, long millis, long micros) {}

    @ParameterizedTest(name = "answer alike, seed {0}")
    @ValueSource(longs = {1, 2})
    @DisplayName("answer alike")
    void alike(long seed) {
        try (RedisBackend backend = Backends.LETTUCE.backend()) {
            RedisLockStore redisStore = Backends.lockStore(backend.driver(), backend.prefix(), System::nanoTime);
            // In the server's future, so that no key expires by the server's own clock during the test.
            Instant start = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.MICROS);
            long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, start);
            List<Step> steps = steps(new Random(seed), startMicros);
            AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
            EmbeddedLockStore embeddedStore = new EmbeddedLockStore(EmbeddedStoreContext.of(clock::get, start));
            long clockStart = clock.get();
            try (RawRedis raw = backend.master("a")) {
                Map<Kind, Integer> done = new EnumMap<>(Kind.class);
                for (int from = 0; from < steps.size(); from += BATCH) {
                    List<Step> batch = steps.subList(from, from + BATCH);
                    List<Object> answers = raw.pipeline(batch.stream()
                            .map(step -> command(step, redisStore))
                            .toList());
                    for (int i = 0; i < BATCH; i++) {
                        Step step = batch.get(i);
                        clock.set(clockStart + TimeUnit.MICROSECONDS.toNanos(step.micros - startMicros));
                        Object expected = answer(embeddedStore, step);
                        assertThat(answers.get(i))
                                .as("seed %d, operation %d: %s", seed, from + i, step)
                                .isEqualTo(expected);
                        done.merge(step.kind, isSuccess(expected) ? 1 : 0, Integer::sum);
                    }
                }
                // Without enough successes the comparison would prove nothing.
                assertThat(done.get(Kind.ACQUIRE)).isGreaterThan(OPERATIONS / 20);
                assertThat(done.get(Kind.RENEW)).isGreaterThan(OPERATIONS / 50);
                assertThat(done.get(Kind.RELEASE)).isGreaterThan(OPERATIONS / 50);
                assertThat(done.get(Kind.RELEASE_AFTER)).isGreaterThan(OPERATIONS / 100);
                assertThat(done.get(Kind.FIND)).isGreaterThan(OPERATIONS / 50);
                assertThat(done.get(Kind.FORCE)).isGreaterThan(OPERATIONS / 200);
            }
        }
    }

    private static List<Step> steps(Random random, long startMicros) {
        List<Step> steps = new ArrayList<>(OPERATIONS);
        long micros = startMicros;
        String name = "a";
        int atOnce = 0;
        while (steps.size() < OPERATIONS) {
            // Operations at the same instant concern one name, since the embedded store has one fencing counter
            // for all names.
            if (random.nextInt(3) > 0 || ++atOnce > 100) {
                atOnce = 0;
                micros += 1_000 + random.nextInt(random.nextInt(10) == 0 ? 3_000_000 : 50_000);
                name = "name " + random.nextInt(5);
            }
            int choice = random.nextInt(28);
            Kind kind = choice < 9
                    ? Kind.ACQUIRE
                    : choice < 14
                            ? Kind.RENEW
                            : choice < 19
                                    ? Kind.RELEASE
                                    : choice < 23 ? Kind.RELEASE_AFTER : choice < 27 ? Kind.FIND : Kind.FORCE;
            long millis = 1L + random.nextInt(random.nextBoolean() ? 200 : 2_000);
            steps.add(new Step(kind, new LockAcquisitionId(name, "owner-" + random.nextInt(3)), millis, micros));
        }
        return steps;
    }

    private static boolean isSuccess(Object answer) {
        return answer instanceof Long number ? number > 0 : !((List<?>) answer).isEmpty();
    }

    /** Returns what the script of this operation replies. */
    private static Object answer(EmbeddedLockStore embeddedStore, Step step) {
        return switch (step.kind) {
            case ACQUIRE -> {
                AcquireResult result = embeddedStore.acquire(step.ownership, step.millis);
                yield result instanceof AcquireResult.Granted granted
                        ? granted.fencingToken()
                        : -((AcquireResult.Busy) result).remainingMillis();
            }
            case RENEW -> embeddedStore.renew(new RenewalRequest(step.ownership, step.millis)) ? 1L : 0L;
            case RELEASE -> embeddedStore.release(step.ownership) ? 1L : 0L;
            case RELEASE_AFTER -> embeddedStore.releaseAfter(step.ownership, step.millis) ? 1L : 0L;
            case FIND ->
                embeddedStore
                        .find(step.ownership.name())
                        .map(info ->
                                List.of(info.fencingToken(), info.remaining().toMillis()))
                        .orElse(List.of());
            case FORCE -> embeddedStore.forceRelease(step.ownership.name()) ? 1L : 0L;
        };
    }

    private static byte[][] command(Step step, RedisLockStore redisStore) {
        byte[] lock = redisStore.lockKey(step.ownership.name());
        byte[] counter = redisStore.counterKey(step.ownership.name());
        byte[] owner = Command.ascii(step.ownership.ownerToken());
        byte[] lease = Command.ascii(step.millis);
        byte[] retained = Command.ascii(RedisLockStore.COUNTER_RETENTION.toMillis());
        byte[] now = Command.ascii(step.micros);
        return switch (step.kind) {
            case ACQUIRE -> eval(RedisLockStore.ACQUIRE, List.of(lock, counter), List.of(owner, lease, retained, now));
            case RENEW -> eval(RedisLockStore.RENEW, List.of(lock, counter), List.of(owner, lease, retained, now));
            case RELEASE -> eval(RedisLockStore.RELEASE, List.of(lock), List.of(owner, now));
            case RELEASE_AFTER ->
                eval(RedisLockStore.RELEASE_AFTER, List.of(lock, counter), List.of(owner, lease, retained, now));
            case FIND -> eval(RedisLockStore.FIND, List.of(lock), List.of(now));
            case FORCE -> eval(RedisLockStore.FORCE, List.of(lock), List.of(now));
        };
    }

    private static byte[][] eval(Script script, List<byte[]> keys, List<byte[]> arguments) {
        List<byte[]> words = new ArrayList<>();
        words.add("EVAL".getBytes(StandardCharsets.US_ASCII));
        words.addAll(script.eval(keys, arguments).arguments());
        return words.toArray(byte[][]::new);
    }
}
