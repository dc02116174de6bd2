package io.redoubt.cache;

import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.Deployment;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;

@Tag("slow") // the same contract runs on one server
@DisplayName("Near caches of values that rely on messages, on a cluster through Lettuce")
final class LettuceClusterNearValueMessagesTest extends NearValueMessagesTests {

    LettuceClusterNearValueMessagesTest() {
        super(new LettuceDriverProvider(), Deployment::cluster);
    }
}
