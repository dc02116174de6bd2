package io.redoubt.examples;

import static java.time.Duration.ofDays;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.RankedMember;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Example program for leaderboards, with the scores and ranks of players in a game. */
public final class ArenaLeaderboard {

    private ArenaLeaderboard() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        CacheStore cache = redoubt.cache();
        cache.delete("leaderboard:arena");
        // snippet: leaderboard
        Leaderboard arena = cache.leaderboard("leaderboard:arena", ofDays(7));
        for (int player = 1; player <= 10; player++) {
            arena.increment("player-" + player, 10 * player);
        }
        double score = arena.increment("player-3", 100);
        List<RankedMember> best = arena.top(2); // ranks begin at 1
        Optional<RankedMember> mine = arena.find("player-5");
        List<RankedMember> neighbours = arena.around("player-5", 1); // one above, one below
        // end
        out.println("player-3: " + score);
        out.println("top: " + best);
        out.println("player-5: " + mine.orElseThrow());
        out.println("around player-5: " + neighbours);
        cache.delete("leaderboard:arena");
    }
}
