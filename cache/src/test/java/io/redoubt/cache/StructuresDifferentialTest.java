package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.cache.SharedSet;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Differential test of the embedded structures and those of Redis. */
@DisplayName("Sets, lists and leaderboards in this process and on Redis")
final class StructuresDifferentialTest {

    private static final Ttl HOUR = Ttl.of(Duration.ofHours(1));
    private static final List<String> MEMBERS =
            List.of("a", "B", "b", "ba", "ñ", "ключ", "\uD83D\uDE80", "ｱ", "user:1", "user:10", " ", "\"");

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_123L})
    @DisplayName("give the same answers to 2,000 random operations")
    void same(long seed) {
        same(seed, 2_000);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(longs = {2, 3})
    @DisplayName("give the same answers to 50,000 random operations")
    void sameForLong(long seed) {
        same(seed, 50_000);
    }

    private static void same(long seed, int operations) {
        Random random = new Random(seed);
        try (Backend embedded = Backend.embedded();
                RedisBackend redis = RedisBackendFactory.standalone(new LettuceDriverProvider())
                        .backend()) {
            CacheStore there = CacheTests.cache(redis).store();
            CacheStore here = CacheTests.cache(embedded).store();
            for (int operation = 0; operation < operations; operation++) {
                Step step = step(random);
                assertThat(answer(here, step))
                        .as("seed %d, operation %d, %s", seed, operation, step.name())
                        .isEqualTo(answer(there, step));
            }
        }
    }

    /** One operation, whose arguments are already chosen. */
    private record Step(String name, Function<CacheStore, Object> call) {}

    /** Returns the result as text, or the name and code of the exception. */
    private static Object answer(CacheStore store, Step step) {
        try {
            return step.call().apply(store);
        } catch (StoreRejectedException e) {
            return "refused: " + e.code();
        }
    }

    private static Step step(Random random) {
        // One key in eighty holds another type than the operation expects, so that type errors occur.
        int kind = random.nextInt(3);
        String key = "k" + (random.nextInt(80) == 0 ? random.nextInt(3) : kind) + ":" + random.nextInt(2);
        if (random.nextInt(100) == 0) {
            return new Step("delete " + key, store -> store.delete(key));
        }
        if (random.nextInt(100) == 0) {
            return new Step("deleteMatching k0:*", store -> store.deleteMatching("k0:*"));
        }
        return switch (kind) {
            case 0 -> onSet(key, random);
            case 1 -> onList(key, random);
            default -> onBoard(key, random);
        };
    }

    private static Step onSet(String key, Random random) {
        List<Integer> some = some(random, 20);
        int one = random.nextInt(20);
        Function<CacheStore, SharedSet<Integer>> set = s -> s.sharedSet(key, Integer.class, HOUR);
        return switch (random.nextInt(6)) {
            case 0 -> new Step("add " + one, s -> set.apply(s).add(one));
            case 1 -> new Step("addAll " + some, s -> set.apply(s).addAll(some));
            case 2 -> new Step("remove " + one, s -> set.apply(s).remove(one));
            case 3 -> new Step("removeAll " + some, s -> set.apply(s).removeAll(some));
            case 4 -> new Step("contains " + one, s -> set.apply(s).contains(one));
            default ->
                new Step(
                        "members",
                        s -> List.of(
                                Set.copyOf(set.apply(s).members()), set.apply(s).size()));
        };
    }

    private static Step onList(String key, Random random) {
        List<Integer> some = some(random, 100);
        int n = 1 + random.nextInt(12);
        int bound = 1 + random.nextInt(30);
        Function<CacheStore, SharedList<Integer>> list = s -> s.sharedList(key, Integer.class, HOUR);
        return switch (random.nextInt(11)) {
            case 0 -> new Step("pushAllFirst", s -> list.apply(s).pushAllFirst(some));
            case 1 -> new Step("pushAllLast", s -> list.apply(s).pushAllLast(some));
            case 2 ->
                new Step(
                        "bounded first " + bound,
                        s -> list.apply(s).bounded(bound).pushAllFirst(some));
            case 3 ->
                new Step(
                        "bounded last " + bound,
                        s -> list.apply(s).bounded(bound).pushAllLast(some));
            case 4 -> new Step("popFirst", s -> list.apply(s).popFirst());
            case 5 -> new Step("popLast", s -> list.apply(s).popLast());
            case 6 -> new Step("last " + n, s -> list.apply(s).last(n));
            case 7 ->
                new Step("keepFirst " + bound, s -> {
                    list.apply(s).keepFirst(bound);
                    return list.apply(s).size();
                });
            case 8 ->
                new Step("keepLast " + bound, s -> {
                    list.apply(s).keepLast(bound);
                    return list.apply(s).first(1000);
                });
            case 9 -> new Step("size", s -> list.apply(s).size());
            default -> new Step("range " + bound + " " + n, s -> list.apply(s).range(bound, n));
        };
    }

    private static Step onBoard(String key, Random random) {
        String member = MEMBERS.get(random.nextInt(MEMBERS.size()));
        // Few distinct scores, so that many are equal, and some that have no short decimal form.
        double score = random.nextInt(3) == 0 ? random.nextGaussian() : random.nextInt(5) - 2;
        int n = random.nextInt(8);
        Function<CacheStore, Leaderboard> board = s -> s.leaderboard(key, HOUR);
        return switch (random.nextInt(11)) {
            case 0, 1 ->
                new Step("put " + member + " " + score, s -> board.apply(s).put(member, score));
            case 2, 3 ->
                new Step(
                        "increment " + member + " " + score, s -> board.apply(s).increment(member, score));
            case 4 -> new Step("remove " + member, s -> board.apply(s).remove(member));
            case 5 -> new Step("rank " + member, s -> board.apply(s).rank(member));
            case 6 -> new Step("score " + member, s -> board.apply(s).score(member));
            case 7 -> new Step("find " + member, s -> board.apply(s).find(member));
            case 8 -> new Step("around " + member + " " + n, s -> board.apply(s).around(member, n));
            case 9 ->
                new Step(
                        "keepTop",
                        s -> n == 0 ? board.apply(s).keepTop(6) : board.apply(s).size());
            default -> new Step("range " + n, s -> board.apply(s).range(n + 1, 5));
        };
    }

    private static List<Integer> some(Random random, int bound) {
        return IntStream.rangeClosed(0, random.nextInt(4))
                .map(i -> random.nextInt(bound))
                .boxed()
                .toList();
    }
}
