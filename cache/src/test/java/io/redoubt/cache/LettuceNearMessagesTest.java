package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.Deployment;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Near caches that rely on messages, on Redis through Lettuce")
final class LettuceNearMessagesTest extends NearMessagesTests {

    LettuceNearMessagesTest() {
        super(new LettuceDriverProvider(), Deployment::standalone);
    }
}
