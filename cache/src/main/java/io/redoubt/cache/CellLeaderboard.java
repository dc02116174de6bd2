package io.redoubt.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.Standing;
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

/** A leaderboard in a cell. */
record CellLeaderboard(BoardCells cells, String key, Ttl ttl) implements Leaderboard {

    @Override
    public int putAll(Map<String, Double> scores) {
        Bounds.check("the number of members", scores.size(), 0, MAX_BATCH);
        Map<String, Double> checked = new LinkedHashMap<>();
        scores.forEach((member, score) -> checked.put(checked(member), checked(score)));
        return checked.isEmpty() ? 0 : cells.put(key, checked, ttl);
    }

    @Override
    public double increment(String member, double delta) {
        return cells.increment(key, checked(member), checked(delta), ttl);
    }

    @Override
    public OptionalDouble score(String member) {
        return cells.score(key, checked(member));
    }

    @Override
    public OptionalLong rank(String member) {
        OptionalLong above = cells.above(key, checked(member));
        return above.isPresent() ? OptionalLong.of(above.getAsLong() + 1) : above;
    }

    @Override
    public Optional<Standing> find(String member) {
        return cells.around(key, checked(member), 0).stream().findFirst();
    }

    @Override
    public List<Standing> range(long fromRank, int count) {
        long from = Bounds.place("fromRank", fromRank, 1);
        Bounds.check("count", count, 1, MAX_RANGE);
        return cells.range(key, from - 1, count);
    }

    @Override
    public List<Standing> around(String member, int neighbours) {
        Bounds.check("neighbours", neighbours, 0, MAX_NEIGHBOURS);
        return cells.around(key, checked(member), neighbours);
    }

    @Override
    public int removeAll(Collection<String> members) {
        Bounds.check("the number of members", members.size(), 0, MAX_BATCH);
        List<String> checked =
                members.stream().map(CellLeaderboard::checked).distinct().toList();
        return checked.isEmpty() ? 0 : cells.remove(key, checked);
    }

    @Override
    public long keepTop(int count) {
        Bounds.check("count", count, 1, Integer.MAX_VALUE);
        return cells.keepTop(key, count);
    }

    @Override
    public long size() {
        return cells.size(key);
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
            // A new encoder, unlike getBytes, refuses half a character, for which another one would be stored.
            return StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(member))
                    .remaining();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException("a member is not valid Unicode: half a surrogate pair");
        }
    }

    /** A finite score; zero without a sign, of which Redis would keep one. */
    private static double checked(@Nullable Double score) {
        if (score == null || !Double.isFinite(score)) {
            throw new InvalidInputException("a score must be a finite number: " + score);
        }
        return score + 0.0;
    }
}
