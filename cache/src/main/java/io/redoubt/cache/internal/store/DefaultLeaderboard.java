package io.redoubt.cache.internal.store;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.RankedMember;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Leaderboard that validates arguments and delegates to storage on Redis or in memory. */
record DefaultLeaderboard(LeaderboardStore store, String key, Ttl ttl) implements Leaderboard {

    @Override
    public int putAll(Map<String, Double> scores) {
        NumericArgumentChecks.checkRange("the number of members", scores.size(), 0, MAX_BATCH);
        Map<String, Double> checked = new LinkedHashMap<>();
        scores.forEach((member, score) -> checked.put(checked(member), checked(score)));
        return checked.isEmpty() ? 0 : store.put(key, checked, ttl);
    }

    @Override
    public double increment(String member, double delta) {
        return store.increment(key, checked(member), checked(delta), ttl);
    }

    @Override
    public OptionalDouble score(String member) {
        return store.score(key, checked(member));
    }

    @Override
    public OptionalLong rank(String member) {
        OptionalLong above = store.above(key, checked(member));
        return above.isPresent() ? OptionalLong.of(above.getAsLong() + 1) : above;
    }

    @Override
    public Optional<RankedMember> find(String member) {
        return store.around(key, checked(member), 0).stream().findFirst();
    }

    @Override
    public List<RankedMember> range(long fromRank, int count) {
        long from = NumericArgumentChecks.checkedPosition("fromRank", fromRank, 1);
        NumericArgumentChecks.checkRange("count", count, 1, MAX_RANGE);
        return store.range(key, from - 1, count);
    }

    @Override
    public List<RankedMember> around(String member, int neighbours) {
        NumericArgumentChecks.checkRange("neighbours", neighbours, 0, MAX_NEIGHBOURS);
        return store.around(key, checked(member), neighbours);
    }

    @Override
    public int removeAll(Collection<String> members) {
        NumericArgumentChecks.checkRange("the number of members", members.size(), 0, MAX_BATCH);
        List<String> checked =
                members.stream().map(DefaultLeaderboard::checked).distinct().toList();
        return checked.isEmpty() ? 0 : store.remove(key, checked);
    }

    @Override
    public long keepTop(int count) {
        NumericArgumentChecks.checkRange("count", count, 1, Integer.MAX_VALUE);
        return store.keepTop(key, count);
    }

    @Override
    public long size() {
        return store.size(key);
    }

    private static String checked(@Nullable String member) {
        if (member == null || member.isEmpty()) {
            throw new InvalidInputException("a member is " + (member == null ? "null" : "empty"));
        }
        int bytes = encodedLength(member);
        if (bytes > MAX_MEMBER_BYTES) {
            throw new InvalidInputException("a member has " + bytes + " bytes, and " + MAX_MEMBER_BYTES
                    + " are allowed; use a shorter id, or its hash");
        }
        return member;
    }

    private static int encodedLength(String member) {
        try {
            // A new encoder, unlike getBytes, rejects an unpaired surrogate instead of replacing it with
            // another character.
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(member))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException("a member is not valid Unicode: half a surrogate pair");
        }
    }

    /** Returns a finite score. Negative zero becomes zero, because Redis would keep its sign. */
    private static double checked(@Nullable Double score) {
        if (score == null || !Double.isFinite(score)) {
            throw new InvalidInputException("a score must be a finite number: " + score);
        }
        return score + 0.0;
    }
}
