package io.redoubt.cache.internal.store;

import static io.redoubt.redis.spi.Command.ascii;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.RankedMember;
import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Redis storage for leaderboards, with one Redis sorted set for each cache key. The members are plain text. */
record RedisLeaderboardStore(PrefixedRedisOperations redis) implements LeaderboardStore {

    private static final Script PUT = ScriptResources.load(RedisLeaderboardStore.class, "board_put.lua");
    private static final Script INCREMENT = ScriptResources.load(RedisLeaderboardStore.class, "board_increment.lua");
    private static final Script AROUND = ScriptResources.load(RedisLeaderboardStore.class, "board_around.lua");

    @Override
    public int put(String key, Map<String, Double> scores, Ttl ttl) {
        List<byte[]> arguments = new ArrayList<>(2 * scores.size() + 1);
        arguments.add(PrefixedRedisOperations.millis(ttl));
        scores.forEach((member, score) -> {
            arguments.add(ascii(Double.toString(score)));
            arguments.add(member.getBytes(UTF_8));
        });
        return ReplyValues.count(redis.run("leaderboard.put", key, PUT, arguments));
    }

    @Override
    public double increment(String key, String member, double delta, Ttl ttl) {
        List<byte[]> arguments =
                List.of(PrefixedRedisOperations.millis(ttl), ascii(Double.toString(delta)), member.getBytes(UTF_8));
        return score(redis.run("leaderboard.increment", key, INCREMENT, arguments));
    }

    @Override
    public OptionalDouble score(String key, String member) {
        Reply reply = redis.read("leaderboard.score", key, "ZSCORE", member.getBytes(UTF_8));
        return reply instanceof Reply.Nil ? OptionalDouble.empty() : OptionalDouble.of(score(reply));
    }

    @Override
    public OptionalLong above(String key, String member) {
        Reply reply = redis.read("leaderboard.rank", key, "ZREVRANK", member.getBytes(UTF_8));
        return reply instanceof Reply.Nil ? OptionalLong.empty() : OptionalLong.of(ReplyValues.number(reply));
    }

    @Override
    public List<RankedMember> range(String key, long skip, int count) {
        Reply reply = redis.read(
                "leaderboard.range", key, "ZREVRANGE", ascii(skip), ascii(skip + count - 1), ascii("WITHSCORES"));
        return standings(skip, reply);
    }

    @Override
    public List<RankedMember> around(String key, String member, int neighbours) {
        Reply reply = redis.runReading("leaderboard.around", key, AROUND, member.getBytes(UTF_8), ascii(neighbours));
        List<Reply> found = ReplyValues.elements(reply);
        return found.isEmpty() ? List.of() : standings(ReplyValues.number(found.get(0)), found.get(1));
    }

    @Override
    public int remove(String key, Collection<String> members) {
        byte[][] arguments =
                members.stream().map(member -> member.getBytes(UTF_8)).toArray(byte[][]::new);
        return ReplyValues.count(redis.write("leaderboard.remove", key, "ZREM", arguments));
    }

    @Override
    public long keepTop(String key, int count) {
        return ReplyValues.number(
                redis.write("leaderboard.keepTop", key, "ZREMRANGEBYRANK", ascii(0), ascii(-1L - count)));
    }

    @Override
    public long size(String key) {
        return ReplyValues.number(redis.read("leaderboard.size", key, "ZCARD"));
    }

    private static List<RankedMember> standings(long above, Reply reply) {
        List<Reply> pairs = ReplyValues.elements(reply);
        List<RankedMember> standings = new ArrayList<>(pairs.size() / 2);
        for (int i = 0; i < pairs.size(); i += 2) {
            String member = new String(ReplyValues.bytes(pairs.get(i)), UTF_8);
            standings.add(new RankedMember(above + standings.size() + 1, member, score(pairs.get(i + 1))));
        }
        return List.copyOf(standings);
    }

    /** Parses a score as Redis writes it. Only sums beyond the range of a double are infinite. */
    private static double score(Reply reply) {
        String text = ReplyValues.text(reply);
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
