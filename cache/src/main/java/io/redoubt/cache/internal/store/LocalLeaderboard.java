package io.redoubt.cache.internal.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.redoubt.api.cache.RankedMember;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * In-memory leaderboard that keeps its members in a list sorted by descending score. A map gives the score of a member.
 * Binary search in the list gives the rank. A change moves references: some 10 microseconds for 100,000 members.
 *
 * <p>A member is kept as a string with one character for each byte of its UTF-8, so that strings compare like
 * bytes, as in Redis.
 */
final class LocalLeaderboard extends LocalStructure {

    private static final int MEMBER_OVERHEAD = 160;

    private static final Comparator<RankedEntry> BY_RANK = Comparator.comparingDouble(RankedEntry::score)
            .thenComparing(RankedEntry::member)
            .reversed();

    private final List<RankedEntry> ranking = new ArrayList<>();
    private final Map<String, RankedEntry> byMember = new HashMap<>();

    /** Member and its score. The text of the member has one character for each byte, so that it sorts as in Redis. */
    private record RankedEntry(String member, double score) {}

    int put(Map<String, Double> scores) {
        int before = ranking.size();
        scores.forEach((member, score) -> put(bytes(member), score));
        return ranking.size() - before;
    }

    double increment(String member, double delta) {
        RankedEntry old = byMember.get(bytes(member));
        double score = old == null ? delta : old.score() + delta;
        put(bytes(member), score);
        return score;
    }

    private void put(String member, double score) {
        remove(byMember.get(member));
        RankedEntry entry = new RankedEntry(member, score);
        byMember.put(member, entry);
        ranking.add(-1 - Collections.binarySearch(ranking, entry, BY_RANK), entry);
        weight += member.length() + MEMBER_OVERHEAD;
    }

    private boolean remove(@Nullable RankedEntry entry) {
        if (entry == null) {
            return false;
        }
        byMember.remove(entry.member());
        ranking.remove(above(entry));
        weight -= entry.member().length() + MEMBER_OVERHEAD;
        return true;
    }

    private int above(RankedEntry entry) {
        return Collections.binarySearch(ranking, entry, BY_RANK);
    }

    OptionalDouble score(String member) {
        RankedEntry entry = byMember.get(bytes(member));
        return entry == null ? OptionalDouble.empty() : OptionalDouble.of(entry.score());
    }

    OptionalLong above(String member) {
        RankedEntry entry = byMember.get(bytes(member));
        return entry == null ? OptionalLong.empty() : OptionalLong.of(above(entry));
    }

    List<RankedMember> range(long skip, long count) {
        int from = (int) Math.min(skip, ranking.size());
        int to = (int) Math.min(skip + count, ranking.size());
        List<RankedMember> standings = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            RankedEntry entry = ranking.get(i);
            String member = new String(entry.member().getBytes(ISO_8859_1), UTF_8);
            standings.add(new RankedMember(i + 1L, member, entry.score()));
        }
        return List.copyOf(standings);
    }

    List<RankedMember> around(String member, int neighbours) {
        OptionalLong above = above(member);
        if (above.isEmpty()) {
            return List.of();
        }
        long from = Math.max(0, above.getAsLong() - neighbours);
        return range(from, above.getAsLong() + neighbours + 1 - from);
    }

    int removeAll(Collection<String> members) {
        int gone = 0;
        for (String member : members) {
            gone += remove(byMember.get(bytes(member))) ? 1 : 0;
        }
        return gone;
    }

    long keepTop(int count) {
        long gone = 0;
        while (ranking.size() > count) {
            remove(ranking.get(ranking.size() - 1));
            gone++;
        }
        return gone;
    }

    @Override
    int size() {
        return ranking.size();
    }

    private static String bytes(String member) {
        return new String(member.getBytes(UTF_8), ISO_8859_1);
    }
}
