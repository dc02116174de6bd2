package io.redoubt.tck.cache;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.RankedMember;
import io.redoubt.tck.ConcurrentCalls;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract tests for every {@link Leaderboard}, on Redis and in memory: scores, ranks and ties. */
public abstract class LeaderboardContract extends CacheContractBase {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));

    private Leaderboard board() {
        return cache().leaderboard("leaderboard:arena", MINUTE);
    }

    @Test
    @DisplayName("A board ranks from the highest score down, the first rank is 1")
    void ranks() {
        Leaderboard board = board();
        assertThat(board.putAll(Map.of("bo", 20.0, "ada", 30.5, "cy", -1.0))).isEqualTo(3);
        assertThat(board.top(2)).containsExactly(new RankedMember(1, "ada", 30.5), new RankedMember(2, "bo", 20));
        assertThat(board.rank("ada")).hasValue(1);
        assertThat(board.rank("cy")).hasValue(3);
        assertThat(board.score("cy")).hasValue(-1);
        assertThat(board.find("bo")).contains(new RankedMember(2, "bo", 20));
        assertThat(board.range(2, 5)).containsExactly(new RankedMember(2, "bo", 20), new RankedMember(3, "cy", -1));
        assertThat(board.range(4, 1)).isEmpty();
        assertThat(board.range(Long.MAX_VALUE, Leaderboard.MAX_RANGE)).isEmpty();
        assertThat(board.size()).isEqualTo(3);
    }

    @Test
    @DisplayName("A score is replaced, and added to")
    void scores() {
        Leaderboard board = board();
        assertThat(board.put("ada", 10)).isTrue();
        assertThat(board.put("ada", 5)).isFalse();
        assertThat(board.increment("ada", 2.5)).isEqualTo(7.5);
        assertThat(board.increment("bo", 8)).isEqualTo(8);
        assertThat(board.increment("bo", -0.1)).isEqualTo(8 - 0.1);
        assertThat(board.top(9)).extracting(RankedMember::member).containsExactly("bo", "ada");
    }

    @Test
    @DisplayName("Members of the same score are ranked by their bytes, the greater ones first")
    void ties() {
        Leaderboard board = board();
        List<String> ascending = List.of("A", "Z", "a", "aa", "z", "ñ", "ｱ", "\uD83D\uDE80");
        ascending.forEach(member -> board.put(member, 0));
        board.put("Z", -0.0);
        List<String> descending = ascending.stream()
                .sorted((a, b) -> ascending.indexOf(b) - ascending.indexOf(a))
                .toList();
        assertThat(board.top(9)).extracting(RankedMember::member).isEqualTo(descending);
        assertThat(board.rank("a")).hasValue(6);
        assertThat(board.score("Z")).hasValue(0);
    }

    @Test
    @DisplayName("A member is shown among its neighbours, fewer where the board ends")
    void around() {
        Leaderboard board = board();
        IntStream.rangeClosed(1, 9).forEach(i -> board.put("m" + i, 10 - i));
        assertThat(board.around("m5", 2))
                .extracting(RankedMember::member)
                .containsExactly("m3", "m4", "m5", "m6", "m7");
        assertThat(board.around("m5", 2)).extracting(RankedMember::rank).containsExactly(3L, 4L, 5L, 6L, 7L);
        assertThat(board.around("m1", 2)).extracting(RankedMember::member).containsExactly("m1", "m2", "m3");
        assertThat(board.around("m9", 1)).extracting(RankedMember::member).containsExactly("m8", "m9");
        assertThat(board.around("m4", 0)).containsExactly(new RankedMember(4, "m4", 6));
        assertThat(board.around("m4", Leaderboard.MAX_NEIGHBOURS)).hasSize(9);
        assertThat(board.around("nobody", 2)).isEmpty();
    }

    @Test
    @DisplayName("A member that is not there has neither rank nor score, and a board without members is gone")
    void absent() {
        Leaderboard board = board();
        assertThat(board.top(3)).isEmpty();
        assertThat(board.rank("ada")).isEmpty();
        assertThat(board.score("ada")).isEmpty();
        assertThat(board.find("ada")).isEmpty();
        assertThat(board.remove("ada")).isFalse();
        board.putAll(Map.of("ada", 1.0, "bo", 2.0));
        assertThat(board.removeAll(List.of("ada", "ada", "cy"))).isEqualTo(1);
        assertThat(board.remove("bo")).isTrue();
        assertThat(board.size()).isZero();
        assertThat(cache().exists("leaderboard:arena")).isFalse();
    }

    @Test
    @DisplayName("A board is cut down to its highest scores")
    void keepTop() {
        Leaderboard board = board();
        assertThat(board.keepTop(1)).isZero();
        IntStream.range(0, 10).forEach(i -> board.put("m" + i, i));
        assertThat(board.keepTop(3)).isEqualTo(7);
        assertThat(board.keepTop(3)).isZero();
        assertThat(board.keepTop(Integer.MAX_VALUE)).isZero();
        assertThat(board.top(9)).extracting(RankedMember::member).containsExactly("m9", "m8", "m7");
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0.1,
                1.0 / 3,
                1e300,
                -1e-300,
                Double.MAX_VALUE,
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                9007199254740992.0,
                123456789.12345679
            })
    @DisplayName("A score comes back to the last bit")
    void exact(double score) {
        board().put("m", score);
        assertThat(board().score("m")).hasValue(score);
        assertThat(board().find("m")).contains(new RankedMember(1, "m", score));
        assertThat(board().increment("m", 0)).isEqualTo(score);
    }

    @Test
    @DisplayName("A sum beyond all doubles is infinite, and stays so")
    void infinite() {
        board().put("m", Double.MAX_VALUE);
        assertThat(board().increment("m", Double.MAX_VALUE)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(board().increment("m", -Double.MAX_VALUE)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(board().top(1)).containsExactly(new RankedMember(1, "m", Double.POSITIVE_INFINITY));
        board().increment("n", -Double.MAX_VALUE);
        assertThat(board().increment("n", -Double.MAX_VALUE)).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    @DisplayName("Wrong members, scores and numbers are refused, and nothing of their call is stored")
    @SuppressWarnings("NullAway") // null is one of the wrong inputs
    void wrongInput() {
        Leaderboard board = board();
        refused(() -> board.put(null, 1));
        refused(() -> board.put("", 1));
        refused(() -> board.put("\uD800", 1));
        refused(() -> board.increment("x".repeat(Leaderboard.MAX_MEMBER_BYTES + 1), 1));
        refused(() -> board.rank("ñ".repeat(Leaderboard.MAX_MEMBER_BYTES / 2 + 1)));
        refused(() -> board.put("m", Double.NaN));
        refused(() -> board.increment("m", Double.POSITIVE_INFINITY));
        refused(() -> board.putAll(members(Leaderboard.MAX_BATCH + 1)));
        refused(() -> board.removeAll(members(Leaderboard.MAX_BATCH + 1).keySet()));
        refused(() -> board.top(0));
        refused(() -> board.top(Leaderboard.MAX_RANGE + 1));
        refused(() -> board.range(0, 1));
        refused(() -> board.around("m", -1));
        refused(() -> board.around("m", Leaderboard.MAX_NEIGHBOURS + 1));
        refused(() -> board.keepTop(0));
        assertThat(board.size()).isZero();
        board.put("x".repeat(Leaderboard.MAX_MEMBER_BYTES), 1);
        assertThat(board.putAll(Map.of())).isZero();
        assertThat(board.putAll(members(Leaderboard.MAX_BATCH))).isEqualTo(Leaderboard.MAX_BATCH);
        assertThat(board.top(Leaderboard.MAX_RANGE)).hasSize(Leaderboard.MAX_RANGE);
        assertThat(board.removeAll(members(Leaderboard.MAX_BATCH).keySet())).isEqualTo(Leaderboard.MAX_BATCH);
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(InvalidInputException.class);
    }

    private static Map<String, Double> members(int count) {
        return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "m" + i, i -> (double) i));
    }

    @Test
    @DisplayName("Increments of many threads are each counted once")
    void concurrent() {
        Leaderboard board = board();
        try (ConcurrentCalls callers = ConcurrentCalls.of(8)) {
            callers.all(() -> {
                for (int i = 0; i < 50; i++) {
                    board.increment("m" + i % 5, 1);
                    board.top(5);
                }
                return board;
            });
        }
        assertThat(board.top(9)).hasSize(5).allMatch(standing -> standing.score() == 80);
    }
}
