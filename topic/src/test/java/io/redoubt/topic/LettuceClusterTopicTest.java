package io.redoubt.topic;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.RedisBackendFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow")
@DisplayName("Topics on a cluster through Lettuce")
final class LettuceClusterTopicTest extends RedisTopicTests {

    LettuceClusterTopicTest() {
        super(RedisBackendFactory.cluster(new LettuceDriverProvider()));
    }
}
