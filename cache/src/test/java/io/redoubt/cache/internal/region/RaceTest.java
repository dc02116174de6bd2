package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.cache.ChildOutput;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.test.process.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Race test with three processes, two on Lettuce and one on Jedis, that read, load, invalidate and delete one key
 * as fast as they can.
 */
@DisplayName("In races of processes for one key")
final class RaceTest {

    private static final int PROCESSES = 3;

    @TempDir
    private Path directory;

    @Test
    @DisplayName("nobody gets, or stores, what was invalidated before")
    void brief() {
        assertThat(outcomes(6_000, "careful")).containsOnly("done");
    }

    @Test
    @Tag("slow")
    @DisplayName("nobody gets, or stores, what was invalidated before, a million times")
    void lengthy() {
        assertThat(outcomes(1_000_000, "careful")).containsOnly("done");
    }

    @Test
    @Tag("slow")
    @DisplayName("a store that fills without a look at what is there is found out")
    void plantedBug() {
        assertThat(outcomes(200_000, "careless"))
                .anySatisfy(outcome -> assertThat(outcome).contains("after the invalidation"));
    }

    private List<String> outcomes(int operations, String how) {
        List<ChildJvm> children = new ArrayList<>();
        Path truth = directory.resolve("truth");
        try (RedisBackend backend =
                RedisBackendFactory.standalone(new LettuceDriverProvider()).backend()) {
            BackendAddress lettuce = backend.address();
            BackendAddress jedis = lettuce.through(new JedisDriverProvider());
            Stream.of(lettuce, jedis, lettuce).limit(PROCESSES).forEach(address -> {
                List<String> words = new ArrayList<>(address.toArguments());
                words.addAll(List.of(truth.toString(), Integer.toString(operations / PROCESSES), how));
                children.add(ChildJvm.start(RaceProcess.class, words.toArray(String[]::new)));
            });
            children.forEach(child -> ChildOutput.next(child, "ready"));
            children.forEach(child -> child.send("go"));
            return children.stream()
                    .map(child -> ChildOutput.next(child, "done", "failed"))
                    .toList();
        } finally {
            children.forEach(ChildJvm::close);
        }
    }
}
