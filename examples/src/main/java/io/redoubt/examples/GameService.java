package io.redoubt.examples;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Example service of an online game, with log-in, chat, profiles and trades. The guide's chapter on tests tests it.
 * Thread-safe.
 */
final class GameService {

    private final Redoubt redoubt;
    private final PlayerRepository players;
    private final Region<String, Profile> profiles;

    GameService(Redoubt redoubt, PlayerRepository players) {
        this.redoubt = redoubt;
        this.players = players;
        this.profiles = redoubt.cache()
                .region(RegionSpec.of("game-profiles", Profile.class).ttl(ofMinutes(30)));
    }

    /** Logs a user in. Returns the id of the session. */
    String logIn(String userId) {
        return redoubt.sessions().create(NewSession.of(userId)).id();
    }

    /** Returns the user who is logged in with that session. */
    Optional<String> user(String sessionId) {
        return redoubt.sessions().find(sessionId).flatMap(Session::userId);
    }

    /** Returns whether the user may say something. */
    boolean mayChat(String userId) {
        return redoubt.rateLimiter()
                .tryAcquire(GameRateLimits.CHAT.by("user", userId))
                .allowed();
    }

    @Nullable
    Profile profile(String userId) {
        return profiles.get(userId, load -> players.find(userId));
    }

    /** Reserves an auction for a bid. Empty while another player has it. */
    Optional<LockHandle> reserve(String auction) {
        return redoubt.locks().tryAcquire(auction, LockOptions.lease(ofSeconds(10)));
    }
}
