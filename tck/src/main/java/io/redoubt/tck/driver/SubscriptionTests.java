package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.test.proxy.AffectedConnections;
import io.redoubt.test.proxy.CommandListener;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for Pub/Sub subscriptions through a Redis driver. */
abstract class SubscriptionTests extends DriverTestBase {

    private RedisServer server;
    private RawRedis raw;
    private RedisDriver driver;

    @BeforeEach
    final void begin() {
        server = server(ServerOptions.defaults());
        raw = raw(server);
        driver = driver(server);
    }

    @Test
    @DisplayName("is confirmed for all channels when subscribe returns, and receives messages in order")
    void order() {
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        subscribe(
                recorder,
                PubSubChannel.global(bytes("a")),
                PubSubChannel.global(bytes("b")),
                PubSubChannel.global(bytes("c")));
        List<String> sent =
                IntStream.range(0, 300).mapToObj(i -> "message " + i).toList();
        for (int i = 0; i < sent.size(); i++) {
            assertThat(raw.number("PUBLISH", List.of("a", "b", "c").get(i % 3), sent.get(i)))
                    .isEqualTo(1);
        }
        eventually().untilAsserted(() -> assertThat(recorder.events()).isEqualTo(sent));
        assertThat(recorder.threads()).hasSize(1);
    }

    @Test
    @DisplayName("passes channels and messages through to the byte")
    void binary() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        subscribe(recorder, PubSubChannel.global(all));
        raw.callBytes(bytes("PUBLISH"), all, all);
        raw.callBytes(bytes("PUBLISH"), all, new byte[0]);
        eventually().until(() -> recorder.messages().size() == 2);
        assertThat(recorder.messages()).containsExactly(all, new byte[0]);
        assertThat(recorder.channels()).containsExactly(all, all);
    }

    @Test
    @DisplayName("reports a gap when its connection is lost and another when it is subscribed again, and continues")
    void loss() {
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        subscribe(recorder, PubSubChannel.global(bytes("news")), PubSubChannel.global(bytes("more")));
        for (int round = 1; round <= 2; round++) {
            raw.call("PUBLISH", "news", "before");
            raw.call("CLIENT", "KILL", "TYPE", "pubsub");
            int gaps = 2 * round;
            eventually().untilAsserted(() -> assertThat(recorder.gaps()).isEqualTo(gaps));
            assertThat(raw.number("PUBLISH", "more", "after")).isEqualTo(1);
        }
        eventually()
                .untilAsserted(() -> assertThat(recorder.events())
                        .containsExactly("before", "(gap)", "(gap)", "after", "before", "(gap)", "(gap)", "after"));
    }

    @Test
    @DisplayName("resumes after the server was killed and started again")
    void restart() {
        ProxiedServer kept = proxiedServer();
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        driver(settings(kept.address()).build())
                .subscribe(List.of(PubSubChannel.global(bytes("news"))), recorder, LONG_TIMEOUT);
        kept.kill();
        eventually().untilAsserted(() -> assertThat(recorder.events()).containsExactly("(gap)"));
        kept.restart();
        eventually().untilAsserted(() -> assertThat(recorder.events()).containsExactly("(gap)", "(gap)"));
        assertThat(raw(kept.server()).number("PUBLISH", "news", "again")).isEqualTo(1);
        eventually().untilAsserted(() -> assertThat(recorder.events()).endsWith("again"));
    }

    @Test
    @DisplayName("is not armed from the loss of its connection until it is subscribed again and its listener knows")
    void armed() {
        ProxiedServer kept = proxiedServer();
        CountDownLatch mayKnow = new CountDownLatch(1);
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener() {
            @Override
            public void onGap() {
                super.onGap();
                if (gaps() == 2) {
                    awaitUninterruptibly(mayKnow);
                }
            }
        };
        Subscription subscription = driver(settings(kept.address()).build())
                .subscribe(List.of(PubSubChannel.global(bytes("news"))), recorder, LONG_TIMEOUT);
        assertThat(subscription.armed()).isTrue();
        kept.kill();
        eventually().until(() -> !subscription.armed() && recorder.gaps() == 1);
        assertThat(subscription.armed()).isFalse();
        kept.restart();
        eventually().until(() -> recorder.gaps() == 2);
        assertThat(raw(kept.server()).number("PUBLISH", "news", "again")).isEqualTo(1);
        assertThat(subscription.armed()).isFalse();
        mayKnow.countDown();
        eventually().until(subscription::armed);
        subscription.close();
        assertThat(subscription.armed()).isFalse();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("nothing came for a minute");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("reports the gap before any message that is published once it is subscribed again")
    void gapComesFirst() {
        ProxiedServer kept = proxiedServer();
        RawRedis look = raw(kept.server());
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        driver(settings(kept.address()).build())
                .subscribe(List.of(PubSubChannel.global(bytes("news"))), recorder, LONG_TIMEOUT);
        // Published as soon as SUBSCRIBE is sent, so that the confirmation arrives together with the message.
        kept.proxy().setCommandListener(command -> {
            if (new String(command, StandardCharsets.UTF_8).contains("\r\nSUBSCRIBE\r\n")) {
                kept.proxy().faults(AffectedConnections.EXISTING).holdReplies();
            }
        });
        look.call("CLIENT", "KILL", "TYPE", "pubsub");
        eventually()
                .untilAsserted(() ->
                        assertThat(look.number("PUBLISH", "news", "after")).isEqualTo(1));
        kept.proxy().setCommandListener(CommandListener.NO_OP);
        kept.proxy().heal();
        // Repeated if the machine was so slow that the attempt to subscribe was given up.
        eventually().untilAsserted(() -> {
            look.call("PUBLISH", "news", "after");
            assertThat(recorder.events()).contains("after");
        });
        assertThat(recorder.events()).startsWith("(gap)", "(gap)", "after");
        assertThat(recorder.gaps()).isEqualTo(2);
    }

    @Test
    @DisplayName("may be closed from its listener, which is not called after that")
    void closedFromListener() throws Exception {
        CompletableFuture<Subscription> subscription = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener() {
            @Override
            public void onMessage(byte[] channel, byte[] message) {
                super.onMessage(channel, message);
                subscription.join().close();
                closed.countDown();
            }
        };
        subscription.complete(subscribe(recorder, PubSubChannel.global(bytes("news"))));
        raw.pipeline(List.of(publish("one"), publish("two"), publish("three")));
        assertThat(closed.await(LONG_TIMEOUT.timeout().toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        eventually().until(() -> subscribers("news") == 0);
        subscription.join().close();
        raw.call("PUBLISH", "news", "four");
        assertThat(recorder.events()).containsExactly("one");
    }

    @Test
    @DisplayName("ends with close, on the server too")
    void closed() {
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        Subscription subscription = subscribe(recorder, PubSubChannel.global(bytes("news")));
        subscription.close();
        subscription.close();
        eventually().until(() -> subscribers("news") == 0);
        eventually().until(() -> !raw.text("CLIENT", "LIST").contains("sub=1"));
        assertThat(recorder.events()).isEmpty();
    }

    @Test
    @DisplayName("survives an exception from its listener")
    void failingListener() {
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener() {
            @Override
            public void onMessage(byte[] channel, byte[] message) {
                super.onMessage(channel, message);
                throw new IllegalStateException("thrown by a test's listener");
            }
        };
        subscribe(recorder, PubSubChannel.global(bytes("news")));
        raw.pipeline(List.of(publish("one"), publish("two")));
        eventually().untilAsserted(() -> assertThat(recorder.events()).containsExactly("one", "two"));
    }

    @Test
    @DisplayName("delays neither commands nor other subscriptions if its listener is slow")
    void slowListener() {
        CountDownLatch release = new CountDownLatch(1);
        RecordingSubscriptionListener slow = new RecordingSubscriptionListener() {
            @Override
            public void onMessage(byte[] channel, byte[] message) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.onMessage(channel, message);
            }
        };
        RecordingSubscriptionListener quick = new RecordingSubscriptionListener();
        subscribe(slow, PubSubChannel.global(bytes("news")));
        subscribe(quick, PubSubChannel.global(bytes("news")));
        assertThat(raw.number("PUBLISH", "news", "one")).isEqualTo(2);
        eventually().untilAsserted(() -> assertThat(quick.events()).containsExactly("one"));
        assertThat(text(driver.execute(ping(), LONG_TIMEOUT))).isEqualTo("PONG");
        assertThat(slow.events()).isEmpty();
        release.countDown();
        eventually().untilAsserted(() -> assertThat(slow.events()).containsExactly("one"));
    }

    @Test
    @DisplayName("keeps no more bytes for a slow listener than a reply may have, and reports a gap for the rest")
    void queuedBytes() {
        int quarter = 32 << 10;
        ProxiedServer proxied = proxiedServer();
        RedisDriver limited = driver(settings(proxied.address())
                .maxReplyBytes(4L * quarter)
                .heartbeat(Duration.ofMillis(500))
                .build());
        CountDownLatch release = new CountDownLatch(1);
        RecordingSubscriptionListener slow = new RecordingSubscriptionListener() {
            @Override
            public void onMessage(byte[] channel, byte[] message) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.onMessage(channel, message);
            }
        };
        limited.subscribe(List.of(PubSubChannel.global(bytes("news"))), slow, LONG_TIMEOUT);
        RawRedis publisher = raw(proxied.server());
        for (int i = 0; i < 20; i++) {
            publisher.call("PUBLISH", "news", "v".repeat(quarter));
        }
        // A driver sends a PING on each of its connections when it has read everything and then heard nothing for a
        // while, and the next one when the first was answered.
        AtomicInteger pings = new AtomicInteger();
        proxied.proxy().setCommandListener(command -> {
            if (new String(command, StandardCharsets.UTF_8).contains("\r\nPING\r\n")) {
                pings.incrementAndGet();
            }
        });
        eventually().until(() -> pings.get() >= 4);
        release.countDown();
        eventually().until(() -> slow.gaps() > 0);
        assertThat(slow.messages()).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    @DisplayName("receives from sharded channels if the server supports them, and is refused otherwise")
    void sharded() {
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        PubSubChannel[] both = {PubSubChannel.sharded(bytes("shard")), PubSubChannel.global(bytes("news"))};
        if (server.version().startsWith("6.")) {
            assertThat(failureOf(() -> subscribe(recorder, both)).kind()).isEqualTo(Kind.ACCESS_DENIED);
            return;
        }
        subscribe(recorder, both);
        assertThat(raw.number("SPUBLISH", "shard", "to the shard")).isEqualTo(1);
        eventually().untilAsserted(() -> assertThat(recorder.events()).containsExactly("to the shard"));
        raw.call("CLIENT", "KILL", "TYPE", "pubsub");
        eventually().untilAsserted(() -> assertThat(recorder.gaps()).isEqualTo(2));
        assertThat(raw.number("SPUBLISH", "shard", "again")).isEqualTo(1);
        assertThat(raw.number("PUBLISH", "news", "to all")).isEqualTo(1);
        eventually().untilAsserted(() -> assertThat(recorder.events()).endsWith("again", "to all"));
    }

    @Test
    @DisplayName("fails with ACCESS_DENIED, and leaves nothing behind, if the user may not subscribe to a channel")
    void refused() {
        RedisServer strict = server(
                ServerOptions.defaults().aclUser("alice", "on", ">secret", "~*", "resetchannels", "&open", "+@all"));
        RedisDriver alice =
                driver(settings(strict).credentials("alice", "secret").build());
        PubSubChannel[] one = {PubSubChannel.global(bytes("open")), PubSubChannel.global(bytes("shut"))};
        assertThat(failureOf(() -> alice.subscribe(List.of(one), new RecordingSubscriptionListener(), LONG_TIMEOUT))
                        .kind())
                .isEqualTo(Kind.ACCESS_DENIED);
        RawRedis look = raw(strict);
        eventually().until(() -> !look.text("CLIENT", "LIST").contains("user=alice"));
    }

    private Subscription subscribe(RecordingSubscriptionListener recorder, PubSubChannel... channels) {
        return driver.subscribe(List.of(channels), recorder, LONG_TIMEOUT);
    }

    private long subscribers(String channel) {
        return Long.parseLong(raw.texts("PUBSUB", "NUMSUB", channel).get(1));
    }

    private static byte[][] publish(String message) {
        return new byte[][] {bytes("PUBLISH"), bytes("news"), bytes(message)};
    }
}
