package io.redoubt.tck.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.topic.TopicSubscription;
import io.redoubt.api.topic.Topics;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.SubscriptionListener;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.tck.backend.RedisBackend;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for {@link Topics} on Redis: several processes, the format of messages, and lost connections. */
public abstract class RedisTopicContract extends TopicContractBase {

    private RedisBackend redis() {
        return (RedisBackend) on();
    }

    private String channel(String topic) {
        return redis().prefix() + "topic:" + topic;
    }

    private long subscribedConnections(String topic) {
        return redis()
                .fromEveryMaster(master -> Long.parseLong(
                        master.texts("PUBSUB", "NUMSUB", channel(topic)).get(1)))
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private void killSubscriptions() {
        redis().onEveryMaster("CLIENT", "KILL", "TYPE", "pubsub");
    }

    @Test
    @DisplayName("Another process receives messages in the order in which this one has published them")
    void otherProcess() {
        RecordingTopicListener<ChatLine> here = new RecordingTopicListener<>();
        RecordingTopicListener<ChatLine> there = new RecordingTopicListener<>();
        Topics other = another().topics();
        topics().subscribe("chat", ChatLine.class, here);
        other.subscribe("chat", ChatLine.class, there);
        List<ChatLine> lines = IntStream.range(0, 100)
                .mapToObj(i -> new ChatLine("Ada", "line " + i))
                .toList();
        lines.forEach(line -> topics().publish("chat", line));
        eventually()
                .until(() ->
                        here.events().size() == lines.size() && there.events().size() == lines.size());
        assertThat(here.events()).isEqualTo(lines);
        assertThat(there.events()).isEqualTo(lines);
    }

    @Test
    @DisplayName("After its connection was lost, a subscription is told of a gap, and then gets messages again")
    void killed() {
        RecordingTopicListener<String> one = new RecordingTopicListener<>();
        RecordingTopicListener<String> two = new RecordingTopicListener<>();
        subscribe("news", one);
        subscribe("news", two);
        for (int round = 1; round <= 2; round++) {
            String before = "before " + round;
            topics().publish("news", before);
            eventually()
                    .until(() -> one.events().contains(before) && two.events().contains(before));
            long gaps = one.gaps();
            killSubscriptions();
            eventually().until(() -> one.gaps() > gaps && subscribedConnections("news") == 1);
            String after = "after " + round;
            // The server knows the new connection a moment before the driver does.
            topics().publish("news", after);
            eventually()
                    .until(() -> one.events().contains(after) && two.events().contains(after));
        }
        assertThat(one.messages()).containsExactly("before 1", "after 1", "before 2", "after 2");
        assertThat(one.events()).startsWith("before 1", RecordingTopicListener.GAP);
        assertThat(two.gaps()).isPositive();
        assertThat(topics().statistics().gaps()).isEqualTo(one.gaps() + two.gaps());
    }

    @Test
    @DisplayName("The subscriptions of a process to a topic share one connection, which the last one closes")
    void shared() {
        List<TopicSubscription> subscriptions = IntStream.range(0, 3)
                .mapToObj(i -> subscribe("news", new RecordingTopicListener<>()))
                .toList();
        assertThat(subscribedConnections("news")).isEqualTo(1);
        subscriptions.get(0).close();
        subscriptions.get(2).close();
        assertThat(subscribedConnections("news")).isEqualTo(1);
        subscriptions.get(1).close();
        eventually().until(() -> subscribedConnections("news") == 0);
    }

    @Test
    @DisplayName("To publish is one command in one round trip")
    void cost() {
        topics().publish("news", "warm");
        redis().measure(() -> topics().publish("news", "one")).mustBe(1, 1);
    }

    @Test
    @DisplayName("What is published is a header line and the JSON, on the channel <prefix>topic:<name>")
    void format() {
        List<String> seen = new CopyOnWriteArrayList<>();
        SubscriptionListener listener = new SubscriptionListener() {
            @Override
            public void onMessage(byte[] channel, byte[] message) {
                seen.add(new String(message, StandardCharsets.UTF_8));
            }

            @Override
            public void onGap() {
                seen.add("(gap)");
            }
        };
        PubSubChannel channel = PubSubChannel.global(channel("chat:world").getBytes(StandardCharsets.UTF_8));
        Subscription subscription = redis().driver().subscribe(List.of(channel), listener, CallOptions.within(PATIENT));
        topics().publish("chat:world", new ChatLine("Ada", "hello"));
        eventually().until(() -> !seen.isEmpty());
        subscription.close();
        assertThat(seen).containsExactly("~M1\n{\"author\":\"Ada\",\"text\":\"hello\"}");
    }

    @Test
    @DisplayName("A message of another program is plain JSON or text; one of a later version is skipped")
    void foreign() {
        RecordingTopicListener<ChatLine> lines = new RecordingTopicListener<>();
        RecordingTopicListener<String> texts = new RecordingTopicListener<>();
        topics().subscribe("lines", ChatLine.class, lines);
        subscribe("texts", texts);
        redis().raw("PUBLISH", channel("lines"), "{\"author\":\"Eve\",\"text\":\"hi\",\"later\":1}");
        redis().raw("PUBLISH", channel("lines"), "~M1 word=later\n{\"author\":\"Ada\",\"text\":\"hi\"}");
        redis().raw("PUBLISH", channel("lines"), "no JSON");
        redis().raw("PUBLISH", channel("texts"), "plain text");
        redis().raw("PUBLISH", channel("texts"), "~M2\n\"later\"");
        redis().raw("PUBLISH", channel("texts"), "x".repeat(Topics.MAX_MESSAGE_BYTES + 1));
        topics().publish("texts", "last");
        eventually().until(() -> lines.events().size() == 2 && texts.messages().contains("last"));
        assertThat(lines.events()).containsExactly(new ChatLine("Eve", "hi"), new ChatLine("Ada", "hi"));
        assertThat(texts.events()).containsExactly("plain text", "last");
        eventually().until(() -> topics().statistics().undecodable() == 3);
    }
}
