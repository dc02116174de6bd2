package io.redoubt;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.RefusedFeature.Extent;
import io.redoubt.api.AsyncSettings;
import io.redoubt.api.Codec;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.AsyncLockProvider;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.ratelimit.AsyncRateLimiter;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.api.session.AsyncSessionStore;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionSubscription;
import io.redoubt.api.topic.AsyncTopics;
import io.redoubt.api.topic.TopicSubscription;
import io.redoubt.api.topic.Topics;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.json.JsonCodec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.lock.LockProviderFactory;
import io.redoubt.ratelimit.RateLimitSettings;
import io.redoubt.ratelimit.RateLimiterFactory;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.session.SessionEventCodec;
import io.redoubt.session.SessionSettings;
import io.redoubt.session.SessionStoreFactory;
import io.redoubt.tck.refusal.MethodCallRecorder;
import io.redoubt.tck.refusal.Refusal;
import io.redoubt.tck.refusal.RefusedOperationTable;
import io.redoubt.tck.refusal.RefusingServer;
import io.redoubt.topic.TopicSettings;
import io.redoubt.topic.TopicsFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sweep of all operations of sessions, rate limits, locks and topics over all refusals, against the documented table.
 */
@DisplayName("When Redis refuses commands")
final class RefusalSweepTest {

    private static final Duration TIMEOUT = ofSeconds(30);
    private static final Class<?>[] BLOCKING = {
        SessionStore.class,
        Session.class,
        SessionSubscription.class,
        RateLimiter.class,
        LockProvider.class,
        LockHandle.class,
        Topics.class,
        TopicSubscription.class
    };
    private static final Class<?>[] ASYNCHRONOUS = {
        AsyncSessionStore.class, AsyncRateLimiter.class, AsyncLockProvider.class, AsyncTopics.class
    };

    private final RefusedOperationTable table = RefusedOperationTable.read();
    private final MethodCallRecorder calls =
            MethodCallRecorder.of(Session.class, SessionSubscription.class, LockHandle.class, TopicSubscription.class);
    private final Set<String> swept = new HashSet<>();

    static Stream<Arguments> drivers() {
        return Stream.of(
                Arguments.argumentSet("lettuce", new LettuceDriverProvider()),
                Arguments.argumentSet("jedis", new JedisDriverProvider()));
    }

    /** Objects under test. */
    private record Features(SessionStore sessions, RateLimiter limiter, LockProvider locks, Topics topics) {

        /** Returns the same objects, whose calls go through the asynchronous views and are recorded there. */
        Features asynchronous(MethodCallRecorder calls) {
            return new Features(
                    new BlockingCalls(AsyncSessionStore.class, calls.around(AsyncSessionStore.class, sessions.async()))
                            .around(SessionStore.class, sessions),
                    new BlockingCalls(AsyncRateLimiter.class, calls.around(AsyncRateLimiter.class, limiter.async()))
                            .around(RateLimiter.class, limiter),
                    new BlockingCalls(AsyncLockProvider.class, calls.around(AsyncLockProvider.class, locks.async()))
                            .around(LockProvider.class, locks),
                    new BlockingCalls(AsyncTopics.class, calls.around(AsyncTopics.class, topics.async()))
                            .around(Topics.class, topics));
        }

        Features recorded(MethodCallRecorder calls) {
            return new Features(
                    calls.around(SessionStore.class, sessions),
                    calls.around(RateLimiter.class, limiter),
                    calls.around(LockProvider.class, locks),
                    calls.around(Topics.class, topics));
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("every operation has its documented outcome and no effect, and works again afterwards")
    void blocking(RedisDriverProvider provider) {
        blocking(provider, Refusal.SAMPLES);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("every operation has its documented outcome and no effect for any reason")
    void blockingForAnyReason(RedisDriverProvider provider) {
        blocking(provider, Refusal.ALL);
    }

    private void blocking(RedisDriverProvider provider, List<Refusal> refusals) {
        sweep(provider, refusals, features -> features.recorded(calls));
        // Statistics and policies send nothing; concurrency() is another limiter, with its own tests.
        assertThat(calls.uncalled(BLOCKING))
                .allMatch(method -> method.endsWith(".async()")
                        || method.endsWith(".nearStatistics()")
                        || method.endsWith("RateLimiter.policy(java.lang.String)")
                        || method.endsWith("RateLimiter.concurrency()"));
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("so has every operation of the asynchronous views")
    void asynchronous(RedisDriverProvider provider) {
        asynchronous(provider, Refusal.SAMPLES);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("so has every operation of the asynchronous views for any reason")
    void asynchronousForAnyReason(RedisDriverProvider provider) {
        asynchronous(provider, Refusal.ALL);
    }

    private void asynchronous(RedisDriverProvider provider, List<Refusal> refusals) {
        sweep(provider, refusals, features -> features.asynchronous(calls));
        assertThat(calls.uncalled(ASYNCHRONOUS)).isEmpty();
    }

    private void sweep(RedisDriverProvider provider, List<Refusal> refusals, UnaryOperator<Features> view) {
        try (RefusingServer redis = RefusingServer.open(provider);
                TopicsFactory events = topics(redis.driver(), SessionEventCodec.create());
                SessionStoreFactory sessions = SessionStoreFactory.redis(
                        redis.driver(),
                        TIMEOUT,
                        SessionSettings.defaults(JsonCodec.create(), ""),
                        System::nanoTime,
                        events.topics());
                RateLimiterFactory limits =
                        RateLimiterFactory.redis(redis.driver(), TIMEOUT, RateLimitSettings.of(""), System::nanoTime);
                LockProviderFactory locks = locks(redis.driver());
                TopicsFactory topics = topics(redis.driver(), JsonCodec.create())) {
            Features features =
                    view.apply(new Features(sessions.store(), limits.limiter(), locks.provider(), topics.topics()));
            List<RefusedFeature> all = new ArrayList<>();
            redis.forEach(refusals, (refusal, name) -> {
                List<RefusedFeature> refused = List.of(
                        new SessionRefusals(features.sessions, name),
                        new RateLimitRefusals(features.limiter, name),
                        new LockRefusals(features.locks, name + ":", () -> redis.refuse(refusal, command -> true)),
                        new TopicRefusals(features.topics, name));
                redis.refuse(refusal, command -> true);
                call(refused, Extent.ALL, refusal);
                redis.heal();
                redis.refuse(refusal, command -> !command.equals("HGETALL"));
                call(refused, Extent.ALL_BUT_READS, refusal);
                redis.heal();
                call(refused, Extent.LATER, refusal);
                redis.heal();
                refused.forEach(RefusedFeature::assertWorksAgain);
                all.addAll(refused);
            });
            all.forEach(RefusedFeature::assertSettled);
        }
        swept.addAll(PassingRefusalsTest.OPERATIONS);
        assertThat(swept).containsExactlyInAnyOrderElementsOf(table.operations());
    }

    static TopicsFactory topics(RedisDriver driver, Codec codec) {
        return TopicsFactory.redis(
                driver, TIMEOUT, new TopicSettings(codec, "", AsyncSettings.defaults()), System::nanoTime);
    }

    private static LockProviderFactory locks(RedisDriver driver) {
        return LockProviderFactory.redis(driver, TIMEOUT, "", AsyncSettings.defaults(), System::nanoTime);
    }

    private void call(List<RefusedFeature> features, Extent extent, Refusal refusal) {
        List<String> wrong = new ArrayList<>();
        for (RefusedFeature feature : features) {
            for (RefusedFeature.Operation operation : feature.operations(extent)) {
                String outcome = outcome(operation.call(), refusal);
                swept.add(operation.name());
                if (!outcome.equals(table.outcome(operation.name(), refusal))) {
                    wrong.add(refusal + ", " + operation.name() + ": " + outcome);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Returns the outcome of an operation in the words of the table. */
    static String outcome(Callable<?> operation, Refusal refusal) {
        try {
            Object result = operation.call();
            return String.valueOf(result instanceof Optional<?> optional ? optional.orElse(null) : result);
        } catch (StoreRejectedException e) {
            return "StoreRejectedException" + (e.code().equals(refusal.code()) ? "" : " of code " + e.code());
        } catch (StoreUnavailableException e) {
            return e.getClass().getSimpleName() + (e.mayHaveTakenEffect() ? " of unknown effect" : "");
        } catch (Exception e) {
            return e.toString();
        }
    }
}
