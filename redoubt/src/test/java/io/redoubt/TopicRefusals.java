package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.TypeRef;
import io.redoubt.api.topic.TopicListener;
import io.redoubt.api.topic.TopicSubscription;
import io.redoubt.api.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** All operations of topics, with a subscription that was made before. */
final class TopicRefusals extends RefusedFeature {

    private static final TypeRef<String> TEXT = TypeRef.of(String.class);

    private final Topics topics;
    private final String topic;
    private final TopicSubscription before;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<TopicSubscription> during = new CopyOnWriteArrayList<>();

    TopicRefusals(Topics topics, String topic) {
        this.topics = topics;
        this.topic = topic;
        this.before = topics.subscribe(topic, String.class, listener("before"));
        assertThat(before.topic()).isEqualTo(topic);
        add("topics: publish", () -> {
            topics.publish(topic, "refused");
            return "published";
        });
        add("topics: publish", () -> {
            topics.publish(topic, "refused", TEXT);
            return "published";
        });
        add("topics: subscribe", () -> subscribed(topics.subscribe("d-" + topic, String.class, listener("during"))));
        add("topics: subscribe", () -> subscribed(topics.subscribe("d-" + topic, TEXT, listener("during"))));
    }

    private TopicListener<String> listener(String name) {
        return TopicListener.of(message -> heard.add(name + " " + message), () -> heard.add(name + " gap"));
    }

    private String subscribed(TopicSubscription subscription) {
        during.add(subscription);
        return "a subscription, made in the background";
    }

    @Override
    void assertWorksAgain() {
        topics.publish(topic, "accepted");
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains("before accepted"));
        assertThat(heard).doesNotContain("before refused", "before gap");
        assertThat(topics.statistics().subscriptions()).isEqualTo(1 + during.size());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> heard.stream().filter("during gap"::equals).count() >= 2L * during.size());
        during.forEach(TopicSubscription::close);
        before.close();
    }
}
