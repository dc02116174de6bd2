package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.RankedMember;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** In-memory storage for leaderboards, with one leaderboard for each cache key. */
record EmbeddedLeaderboardStore(PrefixedLocalStore local) implements LeaderboardStore {

    @Override
    public int put(String key, Map<String, Double> scores, Ttl ttl) {
        return local.change(key, LocalLeaderboard.class, LocalLeaderboard::new, ttl, board -> board.put(scores));
    }

    @Override
    public double increment(String key, String member, double delta, Ttl ttl) {
        return local.change(
                key, LocalLeaderboard.class, LocalLeaderboard::new, ttl, board -> board.increment(member, delta));
    }

    @Override
    public OptionalDouble score(String key, String member) {
        return local.read(key, LocalLeaderboard.class, board -> board.score(member))
                .orElse(OptionalDouble.empty());
    }

    @Override
    public OptionalLong above(String key, String member) {
        return local.read(key, LocalLeaderboard.class, board -> board.above(member))
                .orElse(OptionalLong.empty());
    }

    @Override
    public List<RankedMember> range(String key, long skip, int count) {
        return local.read(key, LocalLeaderboard.class, board -> board.range(skip, count))
                .orElse(List.of());
    }

    @Override
    public List<RankedMember> around(String key, String member, int neighbours) {
        return local.read(key, LocalLeaderboard.class, board -> board.around(member, neighbours))
                .orElse(List.of());
    }

    @Override
    public int remove(String key, Collection<String> members) {
        return local.changePresent(key, LocalLeaderboard.class, board -> board.removeAll(members))
                .orElse(0);
    }

    @Override
    public long keepTop(String key, int count) {
        return local.changePresent(key, LocalLeaderboard.class, board -> board.keepTop(count))
                .orElse(0L);
    }

    @Override
    public long size(String key) {
        return local.read(key, LocalLeaderboard.class, LocalLeaderboard::size).orElse(0);
    }
}
