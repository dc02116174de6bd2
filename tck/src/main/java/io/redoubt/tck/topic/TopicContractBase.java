package io.redoubt.tck.topic;

import io.redoubt.api.topic.TopicListener;
import io.redoubt.api.topic.TopicSubscription;
import io.redoubt.api.topic.Topics;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base class of the contract tests for topics, which gives each test a {@link Topics} object of its own. */
abstract class TopicContractBase {

    /** More than a busy machine takes for anything. */
    static final Duration PATIENT = Duration.ofSeconds(20);

    private final List<TopicsUnderTest> opened = new ArrayList<>();
    private Backend backend;
    private Topics topics;

    /** The backend for one test. */
    protected abstract Backend backend();

    /** Topics on it; called again for what stands for another process. */
    protected abstract TopicsUnderTest open(Backend on);

    @BeforeEach
    void openTopics() {
        backend = backend();
        if (backend instanceof RedisBackend redis) {
            redis.connect();
        }
        topics = another().topics();
    }

    @AfterEach
    void closeAll() {
        opened.forEach(TopicsUnderTest::close);
        backend.close();
    }

    final Topics topics() {
        return topics;
    }

    final Backend on() {
        return backend;
    }

    /** The topics under test themselves, for tests that close them. */
    final TopicsUnderTest first() {
        return opened.get(0);
    }

    /** More topics on the same backend. */
    final TopicsUnderTest another() {
        TopicsUnderTest more = open(backend);
        opened.add(more);
        return more;
    }

    final TopicSubscription subscribe(String topic, TopicListener<String> listener) {
        return topics.subscribe(topic, String.class, listener);
    }

    static ConditionFactory eventually() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(PATIENT);
    }
}
