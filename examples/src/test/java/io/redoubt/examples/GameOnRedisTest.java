package io.redoubt.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.Redoubt;
import io.redoubt.test.RedoubtExtension;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Test of an application on a real server. Both drivers are on this class path, so it names one. */
final class GameOnRedisTest {

    private final PlayerRepository players = new PlayerRepository();

    // snippet: test-redis
    @RegisterExtension
    static final RedoubtExtension REDOUBT = RedoubtExtension.onRedis(settings -> settings.driver("lettuce"));

    @Test
    @DisplayName("Profiles are stored on Redis")
    void onRedis(Redoubt redoubt) {
        GameService game = new GameService(redoubt, players);
        game.profile("42");
        game.profile("42");
        assertThat(players.queries()).isEqualTo(1);
    }
    // end
}
