package io.redoubt.examples;

import static java.time.Duration.ofDays;

import io.redoubt.Redoubt;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Leaderboard;
import java.io.PrintStream;

/** A leaderboard: scores that many processes count, with ranks, the best, and the neighbours of one. */
public final class ArenaLeaderboard {

    private ArenaLeaderboard() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        redoubt.cache().delete("example:arena");
        Leaderboard arena = redoubt.cache().leaderboard("example:arena", Ttl.of(ofDays(7)));
        for (int player = 1; player <= 10; player++) {
            arena.increment("player-" + player, 10 * player);
        }
        arena.increment("player-3", 100);
        out.println("top: " + arena.top(2));
        out.println("around player-5: " + arena.around("player-5", 1));
        redoubt.cache().delete("example:arena");
    }
}
