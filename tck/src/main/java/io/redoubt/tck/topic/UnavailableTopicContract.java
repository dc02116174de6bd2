package io.redoubt.tck.topic;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.topic.TopicStatistics;
import io.redoubt.api.topic.Topics;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.proxy.AffectedConnections;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for {@link Topics} while Redis does not answer. */
public abstract class UnavailableTopicContract {

    /** Of calls that are to fail. */
    private static final Duration BRIEF = ofMillis(200);

    private static final Duration PATIENT = ofSeconds(20);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
    private ProxiedServer server;

    /** The driver under test. */
    protected abstract RedisDriverProvider provider();

    /** The topics under test, without a prefix. */
    protected abstract TopicsUnderTest open(RedisDriver driver, Duration timeout);

    @BeforeEach
    void start() {
        server = ProxiedServer.standalone(ServerOptions.defaults()
                .aclUser("alice", "on", ">secret", "~*", "resetchannels", "&topic:open", "+@all"));
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        server.close();
        threads.verify();
    }

    private RedisSettingsBuilder settings(Node node) {
        return RedisSettings.builder().node(node).connectTimeout(PATIENT);
    }

    private Topics open(RedisSettings settings, Duration timeout) {
        RedisDriver driver = RedisDriverFactory.open(provider(), settings, System::nanoTime);
        opened.push(driver);
        TopicsUnderTest topics = open(driver, timeout);
        opened.push(topics);
        return topics.topics();
    }

    /** Topics of another process, which does not pass through the proxy. */
    private Topics direct() {
        return open(
                settings(new Node(server.server().host(), server.server().port()))
                        .build(),
                PATIENT);
    }

    private static void eventually(ThrowingCallable condition) {
        Awaitility.await()
                .pollInterval(ofMillis(2))
                .atMost(PATIENT)
                .ignoreExceptionsInstanceOf(StoreUnavailableException.class) // until the server is found again
                .untilAsserted(condition::call);
    }

    @Test
    @DisplayName(
            "While it is down, publish throws, and a subscription is made in the background, with a gap before and after")
    void down() {
        server.kill();
        Topics topics = open(settings(server.address()).build(), PATIENT);
        assertThatThrownBy(() -> topics.publish("news", "lost"))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.mayHaveTakenEffect()).isFalse());
        RecordingTopicListener<String> one = new RecordingTopicListener<>();
        RecordingTopicListener<String> two = new RecordingTopicListener<>();
        topics.subscribe("news", String.class, one);
        eventually(() -> assertThat(one.gaps()).isEqualTo(1));
        topics.subscribe("news", String.class, two);
        topics.subscribe("closed", String.class, new RecordingTopicListener<>()).close();
        server.restart();
        eventually(() -> {
            assertThat(one.gaps()).isEqualTo(2);
            assertThat(two.gaps()).isBetween(1L, 2L);
        });
        eventually(() -> topics.publish("news", "heard"));
        eventually(() -> {
            assertThat(one.messages()).containsOnly("heard");
            assertThat(two.messages()).containsOnly("heard");
        });
        try (RawRedis raw = server.raw()) {
            assertThat(raw.texts("PUBSUB", "CHANNELS")).containsExactly("topic:news");
        }
    }

    @Test
    @DisplayName("A publish whose reply is lost may have taken effect, and is not repeated")
    void lostReply() {
        RecordingTopicListener<String> listener = new RecordingTopicListener<>();
        Topics other = direct();
        other.subscribe("news", String.class, listener);
        open(settings(server.address()).build(), PATIENT).publish("news", "warm");
        Topics topics = open(settings(server.address()).build(), BRIEF);
        eventually(() -> topics.publish("other", "connected"));
        server.proxy().faults(AffectedConnections.EXISTING).holdReplies();
        assertThatThrownBy(() -> topics.publish("news", "one"))
                .isInstanceOfSatisfying(
                        StoreTimeoutException.class,
                        e -> assertThat(e.mayHaveTakenEffect()).isTrue())
                .hasMessageContaining("topics.publish of 'news'");
        other.publish("news", "two");
        eventually(() -> assertThat(listener.events()).containsExactly("warm", "one", "two"));
        assertThat(topics.statistics().published()).isPositive();
    }

    @Test
    @DisplayName("A user without the right to the channel is refused, by a message with the channel and what to do")
    void noPermission() {
        Topics topics =
                open(settings(server.address()).credentials("alice", "secret").build(), PATIENT);
        RecordingTopicListener<String> listener = new RecordingTopicListener<>();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> topics.publish("shut", "one"), () -> topics.subscribe("shut", String.class, listener))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            StoreRejectedException.class,
                            e -> assertThat(e.code()).isEqualTo("NOPERM"))
                    .hasMessageContaining("'shut'")
                    .hasMessageContaining("the channel 'topic:shut': ACL SETUSER <user> +")
                    .hasMessageContaining(" &topic:*");
        }
        assertThat(topics.statistics()).isEqualTo(new TopicStatistics(0, 0, 0, 0, 0, 0, 0, 0));
        topics.subscribe("open", String.class, listener);
        topics.publish("open", "allowed");
        eventually(() -> assertThat(listener.events()).containsExactly("allowed"));
    }

    @Test
    @DisplayName("A subscription that is refused in the background is logged, and made once the user has the right")
    void refusedInBackground() {
        server.kill();
        Topics topics =
                open(settings(server.address()).credentials("alice", "secret").build(), PATIENT);
        RecordingTopicListener<String> shut = new RecordingTopicListener<>();
        RecordingTopicListener<String> free = new RecordingTopicListener<>();
        topics.subscribe("shut", String.class, shut);
        topics.subscribe("open", String.class, free);
        server.restart();
        eventually(() -> assertThat(free.gaps()).isEqualTo(2));
        assertThat(shut.events()).containsExactly(RecordingTopicListener.GAP);
        try (RawRedis raw = server.raw()) {
            raw.call("ACL", "SETUSER", "alice", "&topic:*");
        }
        // Another subscription does not wait for the next attempt in the background.
        topics.subscribe("shut", String.class, new RecordingTopicListener<>());
        eventually(() -> assertThat(shut.gaps()).isEqualTo(2));
    }
}
