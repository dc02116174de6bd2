package io.redoubt.topic;

import io.redoubt.lettuce.LettuceDriverProvider;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Topics on Redis through Lettuce")
final class LettuceTopicTest extends OneServerTopicTests {

    LettuceTopicTest() {
        super(new LettuceDriverProvider());
    }
}
