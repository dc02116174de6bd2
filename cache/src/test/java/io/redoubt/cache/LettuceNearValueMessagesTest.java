package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.Deployment;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Near caches of values that rely on messages, on Redis through Lettuce")
final class LettuceNearValueMessagesTest extends NearValueMessagesTests {

    LettuceNearValueMessagesTest() {
        super(new LettuceDriverProvider(), Deployment::standalone);
    }
}
