package io.redoubt.examples;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.Redoubt;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.test.ManualClock;
import io.redoubt.test.RedisFaults;
import io.redoubt.test.RedoubtTest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests of an application, as the guide shows them. */
@RedoubtTest
final class GameServiceTest {

    private final PlayerRepository players = new PlayerRepository();

    // snippet: test-session
    @Test
    @DisplayName("A player who does nothing for half an hour is logged out")
    void idle(Redoubt redoubt, ManualClock clock) {
        GameService game = new GameService(redoubt, players);
        String session = game.logIn("42");

        clock.advance(ofMinutes(29));
        assertThat(game.user(session)).contains("42");

        clock.advance(ofMinutes(32)); // half an hour; the use of a session is recorded to the minute
        assertThat(game.user(session)).isEmpty();
    }
    // end

    // snippet: test-limit
    @Test
    @DisplayName("A player may send ten messages a minute")
    void chat(Redoubt redoubt, ManualClock clock) {
        GameService game = new GameService(redoubt, players);
        for (int i = 0; i < 10; i++) {
            assertThat(game.mayChat("42")).isTrue();
        }
        assertThat(game.mayChat("42")).isFalse();

        clock.advance(ofMinutes(1));
        assertThat(game.mayChat("42")).isTrue();
    }
    // end

    // snippet: test-lease
    @Test
    @DisplayName("An auction is free again when its reservation has ended")
    void reservation(Redoubt redoubt, ManualClock clock) {
        GameService game = new GameService(redoubt, players);
        LockHandle ada = game.reserve("auction-7").orElseThrow();
        assertThat(game.reserve("auction-7")).isEmpty();

        clock.advance(ofSeconds(10));
        assertThat(ada.isValid()).isFalse();
        assertThat(game.reserve("auction-7")).isPresent();
    }
    // end

    // snippet: test-down
    @Test
    @DisplayName("While Redis is down, players are shown and may chat, but nobody can log in")
    void down(Redoubt redoubt, RedisFaults redis) {
        GameService game = new GameService(redoubt, players);

        redis.down();
        assertThat(game.profile("42")).isEqualTo(new Profile("Ada", 17));
        assertThat(game.mayChat("42")).isTrue();
        assertThatThrownBy(() -> game.logIn("42")).isInstanceOf(StoreUnavailableException.class);

        redis.up();
        assertThat(game.user(game.logIn("42"))).contains("42");
    }
    // end
}
