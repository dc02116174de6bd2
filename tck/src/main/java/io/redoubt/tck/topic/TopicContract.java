package io.redoubt.tck.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ClosedException;
import io.redoubt.api.CodecException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RawJson;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.TypeRef;
import io.redoubt.api.topic.TopicListener;
import io.redoubt.api.topic.TopicStatistics;
import io.redoubt.api.topic.TopicSubscription;
import io.redoubt.api.topic.Topics;
import io.redoubt.tck.InterruptAssertions;
import io.redoubt.tck.log.CapturedLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for {@link Topics} on Redis and in memory. */
public abstract class TopicContract extends TopicContractBase {

    private static final List<String> MANY =
            IntStream.range(0, 300).mapToObj(i -> "message " + i).toList();

    @Nested
    @DisplayName("A message")
    class Messages {

        @Test
        @DisplayName("reaches every subscription of its topic, and none of another")
        void everySubscription() {
            RecordingTopicListener<ChatLine> one = new RecordingTopicListener<>();
            RecordingTopicListener<ChatLine> two = new RecordingTopicListener<>();
            RecordingTopicListener<ChatLine> other = new RecordingTopicListener<>();
            topics().subscribe("chat:world", ChatLine.class, one);
            topics().subscribe("chat:world", ChatLine.class, two);
            topics().subscribe("chat", ChatLine.class, other);
            ChatLine line = new ChatLine("Ada", "hello \uD83D\uDE80");
            topics().publish("chat:world", line);
            topics().publish("chat", new ChatLine("Eve", "last"));
            eventually()
                    .until(() -> one.events().size()
                                    + two.events().size()
                                    + other.events().size()
                            == 3);
            assertThat(one.events()).containsExactly(line);
            assertThat(two.events()).containsExactly(line);
            assertThat(other.events()).containsExactly(new ChatLine("Eve", "last"));
        }

        @Test
        @DisplayName("arrives if it is published once subscribe has returned, and not after close has")
        void confirmed() {
            for (int i = 0; i < 20; i++) {
                RecordingTopicListener<String> listener = new RecordingTopicListener<>();
                TopicSubscription subscription = subscribe("news", listener);
                assertThat(subscription.topic()).isEqualTo("news");
                topics().publish("news", "one");
                eventually().untilAsserted(() -> assertThat(listener.events()).containsExactly("one"));
                subscription.close();
                topics().publish("news", "two");
                assertThat(listener.events()).containsExactly("one");
            }
        }

        @Test
        @DisplayName("follows those that the same thread has published before")
        void order() {
            RecordingTopicListener<String> listener = new RecordingTopicListener<>();
            subscribe("news", listener);
            MANY.forEach(message -> topics().publish("news", message));
            eventually().until(() -> listener.events().size() == MANY.size());
            assertThat(listener.events()).isEqualTo(MANY);
        }

        @Test
        @DisplayName("may be raw JSON, and any may be received as raw JSON")
        void rawJson() {
            RecordingTopicListener<RawJson> raw = new RecordingTopicListener<>();
            RecordingTopicListener<ChatLine> typed = new RecordingTopicListener<>();
            topics().subscribe("news", RawJson.class, raw);
            topics().subscribe("news", ChatLine.class, typed);
            RawJson json = RawJson.of("{\n \"author\": \"Ada\", \"text\": \"\\u0041\", \"size\": 1E400 }\n");
            topics().publish("news", json);
            topics().publish("news", new ChatLine("Eve", "B"));
            eventually().until(() -> raw.events().size() + typed.events().size() == 4);
            assertThat(typed.events()).containsExactly(new ChatLine("Ada", "A"), new ChatLine("Eve", "B"));
            assertThat(raw.events()).first().isEqualTo(json);
            assertThat(raw.events()).last().asString().startsWith("RawJson[");
            assertThatThrownBy(() -> topics().publish("news", RawJson.of("{'a':1}")))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("RFC 8259");
        }

        @Test
        @DisplayName("may be of a generic type")
        void genericType() {
            TypeRef<Map<String, List<ChatLine>>> type = new TypeRef<>() {};
            RecordingTopicListener<Map<String, List<ChatLine>>> listener = new RecordingTopicListener<>();
            topics().subscribe("news", type, listener);
            Map<String, List<ChatLine>> message = Map.of("world", List.of(new ChatLine("Ada", "hello")));
            topics().publish("news", message, type);
            eventually().untilAsserted(() -> assertThat(listener.events()).containsExactly(message));
        }

        @Test
        @DisplayName(
                "that cannot be decoded is skipped, counted and logged with the topic and the reason, not its text")
        void undecodable() {
            RecordingTopicListener<ChatLine> listener = new RecordingTopicListener<>();
            topics().subscribe("odd", ChatLine.class, listener);
            try (CapturedLog log = CapturedLog.of("io.redoubt.topic")) {
                topics().publish("odd", List.of("s3cr3t"));
                topics().publish("odd", new ChatLine("Ada", "hello"));
                eventually()
                        .untilAsserted(
                                () -> assertThat(listener.events()).containsExactly(new ChatLine("Ada", "hello")));
                assertThat(log.lines())
                        .anyMatch(line -> line.contains("topic 'odd'") && line.contains("ChatLine"))
                        .noneMatch(line -> line.contains("s3cr3t"));
            }
            assertThat(topics().statistics().undecodable()).isEqualTo(1);
        }

        @Test
        @DisplayName("without subscriptions has no effect")
        void withoutSubscriptions() {
            topics().publish("news", "hello");
            assertThat(topics().statistics()).isEqualTo(new TopicStatistics(0, 0, 1, 0, 0, 0, 0, 0));
        }

        @Test
        @DisplayName("may be as large as allowed, and no larger")
        void size() {
            RecordingTopicListener<String> listener = new RecordingTopicListener<>();
            subscribe("news", listener);
            String largest = "m".repeat(Topics.MAX_MESSAGE_BYTES - 2); // and two quotes
            topics().publish("news", largest);
            assertThatThrownBy(() -> topics().publish("news", largest + "m"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("'news'")
                    .hasMessageContaining("131073 bytes, and 131072 are allowed");
            eventually().untilAsserted(() -> assertThat(listener.events()).containsExactly(largest));
        }

        @Test
        @SuppressWarnings("NullAway") // null is one of the wrong inputs
        @DisplayName("that cannot be encoded, or is null, is refused before it is sent")
        void notEncodable() {
            assertThatThrownBy(() -> topics().publish("news", new Thread("odd")))
                    .isInstanceOf(CodecException.class);
            assertThatThrownBy(() -> topics().publish("news", null)).isInstanceOf(NullPointerException.class);
            assertThat(topics().statistics().published()).isZero();
        }
    }

    @Nested
    @DisplayName("A listener")
    class Listeners {

        @Test
        @DisplayName("that throws, also an Error, gets the next message, as do the others")
        void throwing() {
            List<Throwable> failures = List.of(
                    new IllegalStateException("thrown by a test"), new NoClassDefFoundError("thrown by a test"));
            RecordingTopicListener<String> failing = new RecordingTopicListener<>() {
                @Override
                public void onMessage(String message) {
                    super.onMessage(message);
                    int number = messages().size();
                    if (number <= failures.size()) {
                        sneakyThrow(failures.get(number - 1));
                    }
                }
            };
            RecordingTopicListener<String> other = new RecordingTopicListener<>();
            subscribe("news", failing);
            subscribe("news", other);
            List<String> messages = List.of("one", "two", "three");
            messages.forEach(message -> topics().publish("news", message));
            eventually().untilAsserted(() -> {
                assertThat(failing.events()).isEqualTo(messages);
                assertThat(other.events()).isEqualTo(messages);
            });
            assertThat(topics().statistics().listenerFailures()).isEqualTo(2);
            assertThat(topics().statistics().delivered()).isEqualTo(6);
        }

        @Test
        @DisplayName(
                "that is slow delays no other, and misses only what its queue does not hold, with a gap at that place")
        void slow() throws Exception {
            BlockingTopicListener<String> slow = new BlockingTopicListener<>();
            RecordingTopicListener<String> quick = new RecordingTopicListener<>();
            subscribe("news", slow);
            subscribe("news", quick);
            List<String> kept = IntStream.rangeClosed(0, Topics.MAX_QUEUED_MESSAGES)
                    .mapToObj(i -> "kept " + i)
                    .toList();
            topics().publish("news", kept.get(0));
            slow.awaitHolding();
            // It has taken the first one too: otherwise its own queue could not hold the others.
            eventually().until(() -> quick.events().size() == 1);
            kept.subList(1, kept.size()).forEach(message -> topics().publish("news", message));
            eventually().until(() -> quick.events().size() == kept.size());
            assertThat(topics().statistics().dropped()).isZero();
            topics().publish("news", "dropped");
            topics().publish("news", "dropped too");
            eventually().until(() -> topics().statistics().dropped() == 2);
            slow.letGo();
            eventually().until(() -> slow.gaps() == 1);
            topics().publish("news", "after");
            eventually().until(() -> slow.events().size() == kept.size() + 2);
            assertThat(slow.events())
                    .isEqualTo(Stream.concat(kept.stream(), Stream.of(RecordingTopicListener.GAP, "after"))
                            .toList());
            assertThat(quick.gaps()).isZero();
            assertThat(topics().statistics().gaps()).isEqualTo(1);
        }

        @Test
        @DisplayName("may publish and subscribe")
        void callsTopics() {
            RecordingTopicListener<String> answers = new RecordingTopicListener<>();
            subscribe(
                    "questions",
                    TopicListener.of(
                            question -> {
                                subscribe("answers", answers);
                                topics().publish("answers", "to " + question);
                            },
                            () -> {}));
            topics().publish("questions", "why");
            eventually().untilAsserted(() -> assertThat(answers.events()).containsExactly("to why"));
        }
    }

    @Nested
    @DisplayName("A subscription that is closed")
    class Closing {

        @Test
        @DisplayName("by its listener ends with this call")
        void byListener() {
            CompletableFuture<TopicSubscription> subscription = new CompletableFuture<>();
            CountDownLatch closed = new CountDownLatch(1);
            RecordingTopicListener<String> listener = new RecordingTopicListener<>() {
                @Override
                public void onMessage(String message) {
                    super.onMessage(message);
                    subscription.join().close();
                    closed.countDown();
                }
            };
            RecordingTopicListener<String> other = new RecordingTopicListener<>();
            TopicSubscription opened = subscribe("news", listener);
            subscribe("news", other);
            List.of("one", "two", "three").forEach(message -> topics().publish("news", message));
            subscription.complete(opened);
            eventually().until(() -> closed.getCount() == 0);
            eventually().until(() -> other.events().size() == 3);
            opened.close();
            assertThat(listener.events()).containsExactly("one");
        }

        @Test
        @DisplayName("during a call of its listener gets none after it; closed again, nothing happens")
        void duringDelivery() throws Exception {
            BlockingTopicListener<String> held = new BlockingTopicListener<>();
            RecordingTopicListener<String> other = new RecordingTopicListener<>();
            TopicSubscription subscription = subscribe("news", held);
            subscribe("news", other);
            List.of("one", "two", "three").forEach(message -> topics().publish("news", message));
            held.awaitHolding();
            eventually().until(() -> other.events().size() == 3);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(subscription::close);
            eventually().until(() -> topics().statistics().subscriptions() == 1);
            held.letGo();
            closing.get();
            subscription.close();
            topics().publish("news", "four");
            eventually()
                    .until(() -> other.events().size() == 4 && !held.events().isEmpty());
            assertThat(held.events()).containsExactly("one");
        }

        @Test
        @DisplayName("on an interrupted thread ends as on any other, and the flag stays set")
        void interrupted() {
            RecordingTopicListener<String> listener = new RecordingTopicListener<>();
            TopicSubscription subscription = subscribe("news", listener);
            Thread.currentThread().interrupt();
            subscription.close();
            assertThat(Thread.interrupted()).isTrue();
            topics().publish("news", "one");
            assertThat(listener.events()).isEmpty();
            assertThat(topics().statistics().subscriptions()).isZero();
        }

        @Test
        @DisplayName("leaves others intact, however many are opened and closed at once")
        void concurrently() {
            RecordingTopicListener<String> kept = new RecordingTopicListener<>();
            subscribe("news", kept);
            List<CompletableFuture<Void>> threads = IntStream.range(0, 4)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> openAndClose("other")))
                    .toList();
            threads.forEach(CompletableFuture::join);
            assertThat(topics().statistics().topics()).isEqualTo(1);
            topics().publish("news", "one");
            eventually().untilAsserted(() -> assertThat(kept.events()).containsExactly("one"));
        }

        /** Opens and closes subscriptions, each of which must get what is published while it is open. */
        private void openAndClose(String topic) {
            for (int i = 0; i < 20; i++) {
                RecordingTopicListener<String> listener = new RecordingTopicListener<>();
                String own = Thread.currentThread().getName() + i;
                TopicSubscription subscription = subscribe(topic, listener);
                topics().publish(topic, own);
                eventually().until(() -> listener.events().contains(own));
                subscription.close();
            }
        }
    }

    @Nested
    @DisplayName("There is a limit")
    class Limits {

        @Test
        @DisplayName("to the topics with subscriptions, and room again when one is closed")
        void topicCount() {
            List<TopicSubscription> open = new ArrayList<>();
            for (int i = 0; i < Topics.MAX_TOPICS; i++) {
                open.add(subscribe("topic " + i, new RecordingTopicListener<>()));
            }
            refuses("one more", "64 topics");
            subscribe("topic 0", new RecordingTopicListener<>()).close();
            open.get(0).close();
            subscribe("one more", new RecordingTopicListener<>());
            assertThat(topics().statistics().topics()).isEqualTo(Topics.MAX_TOPICS);
        }

        @Test
        @DisplayName("to the subscriptions, and room again when one is closed")
        void subscriptionCount() {
            List<TopicSubscription> open = new ArrayList<>();
            for (int i = 0; i < Topics.MAX_SUBSCRIPTIONS; i++) {
                open.add(subscribe("news", new RecordingTopicListener<>()));
            }
            refuses("news", "256 subscriptions");
            open.get(0).close();
            subscribe("news", new RecordingTopicListener<>());
            assertThat(topics().statistics().subscriptions()).isEqualTo(Topics.MAX_SUBSCRIPTIONS);
        }

        private void refuses(String topic, String reason) {
            assertThatThrownBy(() -> subscribe(topic, new RecordingTopicListener<>()))
                    .isInstanceOfSatisfying(
                            StoreRejectedException.class,
                            e -> assertThat(e.code()).isEqualTo("LIMIT"))
                    .hasMessageContaining("'" + topic + "'")
                    .hasMessageContaining(reason);
        }

        @Test
        @DisplayName("to the length of names, and some characters are not allowed")
        void names() {
            String longest = "n".repeat(1022) + "\u00e9";
            RecordingTopicListener<String> listener = new RecordingTopicListener<>();
            subscribe(longest, listener);
            topics().publish(longest, "one");
            eventually().untilAsserted(() -> assertThat(listener.events()).containsExactly("one"));
            for (String bad : List.of("", longest + "n", "a{b}", "a\nb", "\uD83D")) {
                assertThatThrownBy(() -> topics().publish(bad, "one"))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("topic");
                assertThatThrownBy(() -> subscribe(bad, listener)).isInstanceOf(InvalidInputException.class);
            }
        }
    }

    @Test
    @DisplayName("Closed topics refuse calls, and their listeners get nothing more")
    void closed() {
        RecordingTopicListener<String> listener = new RecordingTopicListener<>();
        TopicSubscription subscription = subscribe("news", listener);
        first().close();
        assertThatThrownBy(() -> topics().publish("news", "one")).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> subscribe("news", listener)).isInstanceOf(ClosedException.class);
        another().topics().publish("news", "two");
        subscription.close();
        first().close();
        assertThat(listener.events()).isEmpty();
        assertThat(topics().statistics().subscriptions()).isZero();
    }

    @Test
    @DisplayName("An interrupted thread publishes nothing and subscribes nothing")
    void interrupts() {
        RecordingTopicListener<String> listener = new RecordingTopicListener<>();
        subscribe("news", listener);
        InterruptAssertions.assertRefused(Map.of(
                "publish", () -> topics().publish("news", "one"),
                "subscribe", () -> subscribe("other", new RecordingTopicListener<>())));
        topics().publish("news", "two");
        eventually().untilAsserted(() -> assertThat(listener.events()).containsExactly("two"));
        assertThat(topics().statistics().topics()).isEqualTo(1);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneakyThrow(Throwable failure) throws E {
        throw (E) failure;
    }
}
