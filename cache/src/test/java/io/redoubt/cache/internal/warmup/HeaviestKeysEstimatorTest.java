package io.redoubt.cache.internal.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.HotKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The keys used most")
class HeaviestKeysEstimatorTest {

    @Test
    @DisplayName("are exact while they are fewer than are watched")
    void exact() {
        HeaviestKeysEstimator top = new HeaviestKeysEstimator(10);
        for (int i = 1; i <= 10; i++) {
            for (int j = 0; j < i; j++) {
                top.add("k" + i, 2);
            }
        }
        assertThat(top.greatest(3))
                .containsExactly(new HotKey("k10", 20, 0), new HotKey("k9", 18, 0), new HotKey("k8", 16, 0));
    }

    @Test
    @DisplayName("are found among a hundred thousand others, and estimated within their error, never too low")
    void skewed() {
        HeaviestKeysEstimator top = new HeaviestKeysEstimator(1_000);
        Map<String, Long> truth = new HashMap<>();
        Random random = new Random(7);
        for (int i = 0; i < 500_000; i++) {
            // One read in five is of one of ten keys; the others are spread over all keys.
            String key = random.nextInt(5) == 0 ? "hot" + random.nextInt(10) : "cold" + random.nextInt(100_000);
            truth.merge(key, 1L, Long::sum);
            top.add(key, 1);
        }
        List<HotKey> greatest = top.greatest(10);
        assertThat(greatest).allSatisfy(hot -> {
            assertThat(hot.key()).startsWith("hot");
            assertThat(hot.amount()).isGreaterThanOrEqualTo(truth.get(hot.key()));
            assertThat(hot.amount() - hot.error()).isLessThanOrEqualTo(truth.get(hot.key()));
        });
    }

    @Test
    @DisplayName("take no more room than was given")
    void bounded() {
        HeaviestKeysEstimator top = new HeaviestKeysEstimator(100);
        for (int i = 0; i < 10_000; i++) {
            top.add("k" + i, 1);
        }
        assertThat(top.greatest(1_000)).hasSize(100);
    }
}
