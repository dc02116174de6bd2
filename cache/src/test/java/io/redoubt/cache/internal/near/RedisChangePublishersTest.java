package io.redoubt.cache.internal.near;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.log.CapturedLog;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The publisher of changes")
final class RedisChangePublishersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What the next calls end with: a reply, or a failure to be thrown. */
    private final Queue<Object> outcomes = new ConcurrentLinkedQueue<>();

    private final Queue<String> sent = new ConcurrentLinkedQueue<>();
    private final AtomicInteger otherAttempts = new AtomicInteger();
    private final AtomicBoolean isDown = new AtomicBoolean();
    private final AtomicLong clock = new AtomicLong();

    private final RedisDriver driver = (RedisDriver) Proxy.newProxyInstance(
            RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                Command command = (Command) arguments[0];
                assertThat(command.name()).isEqualTo("PUBLISH");
                assertThat(((CallOptions) arguments[1]).idempotent()).isTrue();
                String channel = new String(command.arguments().get(0), UTF_8);
                if (channel.equals("region:names!:changes")) {
                    sent.add(new String(command.arguments().get(1), UTF_8));
                } else {
                    otherAttempts.incrementAndGet();
                }
                Object outcome =
                        isDown.get() ? DriverException.notExecuted(Kind.UNREACHABLE, "down", null) : outcomes.poll();
                if (outcome instanceof Throwable failure) {
                    throw failure;
                }
                return outcome == null ? new Reply.Int(1) : outcome;
            });

    private final RedisChangePublishers publishers =
            new RedisChangePublishers(driver, PATIENCE, Duration.ofMillis(20), clock::get);
    private final ChangePublisher publisher = publishers.of("region names", "region:names!:changes");

    @AfterEach
    void close() {
        publishers.close();
    }

    private static ChangeMessage entry(String entry) {
        return ChangeMessage.entries(List.of(entry));
    }

    private void awaitSent(String... messages) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sent).containsExactly(messages));
    }

    @Test
    @DisplayName("sends nothing until it is enabled, and no empty message")
    void enabled() {
        publisher.publish(entry("a"));
        publisher.publishLater(entry("a"));
        publisher.enable();
        publisher.publish(ChangeMessage.entries(List.of()));
        publisher.publish(entry("b"));
        assertThat(sent).containsExactly("1\nentry b");
    }

    @Test
    @DisplayName("repeats what failed or was refused until it succeeds, and says once what that means")
    void repeats() {
        publisher.enable();
        outcomes.addAll(List.of(
                DriverException.outcomeUnknown(Kind.TIMEOUT, "no reply", null),
                DriverException.notExecuted(Kind.UNREACHABLE, "down", null),
                new Reply.Refusal("NOPERM", "NOPERM no")));
        try (CapturedLog log = CapturedLog.of("io.redoubt.cache.internal.near")) {
            publisher.publish(entry("a"));
            awaitSent("1\nentry a", "1\nentry a", "1\nentry a", "1\nentry a");
            Awaitility.await().atMost(PATIENCE).until(() -> log.lines().size() == 2);
            assertThat(log.lines().get(0))
                    .contains("region names", "region:names!:changes", "no reply", "up to 60 s", "PUBLISH");
            assertThat(log.lines().get(1)).contains("again");
        }
    }

    @Test
    @DisplayName("goes on after an Error, of its caller's call and of its own thread")
    void error() {
        publisher.enable();
        outcomes.addAll(
                List.of(new NoClassDefFoundError("thrown by a test"), new OutOfMemoryError("thrown by a test")));
        publisher.publish(entry("a"));
        awaitSent("1\nentry a", "1\nentry a", "1\nentry a");
    }

    @Test
    @DisplayName("sends in the background what may have been changed, without a call of its caller")
    void later() {
        publisher.enable();
        publisher.publishLater(entry("a"));
        awaitSent("1\nentry a");
    }

    @Test
    @DisplayName("collects what it could not send, and gives it up when every copy has reached its maximum age")
    void collects() {
        publisher.enable();
        ChangePublisher other = publishers.of("region others", "region:others!:changes");
        other.enable();
        isDown.set(true);
        publisher.publish(entry("a"));
        publisher.publish(ChangeMessage.CLEAR);
        Awaitility.await().atMost(PATIENCE).until(() -> sent.contains("1\nentry a\nclear"));
        clock.addAndGet(NearCacheSettings.MAX_AGE_WITH_MESSAGES.toNanos());
        awaitRound(other);
        sent.clear();
        awaitRound(other);
        assertThat(sent).as("still").contains("1\nentry a\nclear");
        clock.addAndGet(1);
        awaitRound(other);
        sent.clear();
        awaitRound(other);
        assertThat(sent).as("given up").doesNotContain("1\nentry a\nclear");
    }

    /** Waits until all that is left was repeated, in vain, at least once. */
    private void awaitRound(ChangePublisher other) {
        otherAttempts.set(0);
        other.publishLater(entry("o"));
        Awaitility.await().atMost(PATIENCE).until(() -> otherAttempts.get() >= 3);
    }

    @Test
    @DisplayName("repeats at its end what is left")
    void closed() {
        publisher.enable();
        outcomes.add(DriverException.notExecuted(Kind.UNREACHABLE, "down", null));
        publisher.publish(entry("a"));
        publishers.close();
        assertThat(sent).hasSize(2);
    }
}
