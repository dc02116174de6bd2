package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.test.process.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Stampede test with three processes, two on Lettuce and one on Jedis, whose threads request the same cold keys at
 * the same moment.
 */
@DisplayName("Cold keys that many ask for at once")
final class StampedeTest {

    private static final int PROCESSES = 3;
    private static final int LEASE = 25_000;

    /** Final report of a process. */
    private record End(int loads, int wrong, long p99, long longest) {

        static End of(ChildJvm child) {
            String[] words = ChildOutput.next(child, "done").split(" ", -1);
            return new End(
                    Integer.parseInt(words[1]),
                    Integer.parseInt(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]));
        }
    }

    @Test
    @DisplayName("are loaded once each, for all processes together")
    void brief() {
        assertThat(loads(stampede(30, 10, LEASE))).isEqualTo(10);
    }

    @Test
    @Tag("slow")
    @DisplayName("are loaded once each by 900 threads, and at most once a process where there is no lease")
    void lengthy() {
        assertThat(loads(stampede(300, 100, LEASE))).isEqualTo(100);
        assertThat(loads(stampede(300, 100, 0))).isBetween(100, 300);
    }

    @Test
    @DisplayName("are loaded by others when the lease ends, if the process that loads is killed")
    void killed() {
        try (RedisBackend backend =
                RedisBackendFactory.standalone(new LettuceDriverProvider()).backend()) {
            int lease = 300_000;
            ChildJvm victim = child(backend.address(), 1, 1, 60_000, lease);
            ChildJvm heir = child(backend.address(), 3, 1, 10, lease);
            try (victim;
                    heir) {
                ChildOutput.next(victim, "ready");
                ChildOutput.next(heir, "ready");
                victim.send("go");
                ChildOutput.next(victim, "loading");
                heir.send("go");
                assertThat(ChildOutput.next(heir, "loading", "waiting")).isEqualTo("waiting");
                victim.kill();
                String marker = backend.prefix() + "region:cold:key0";
                assertThat(Integer.parseInt(backend.raw("PTTL", marker))).isBetween(lease / 2, lease);
                backend.raw("PEXPIRE", marker, "1"); // as if the lease had expired
                End end = End.of(heir);
                assertThat(end.loads()).isEqualTo(1);
                assertThat(end.wrong()).isZero();
            }
        }
    }

    private static int loads(List<End> ends) {
        System.out.println("stampede: " + ends);
        assertThat(ends).allSatisfy(end -> assertThat(end.wrong()).isZero());
        return ends.stream().mapToInt(End::loads).sum();
    }

    private static List<End> stampede(int threads, int keys, int lease) {
        List<ChildJvm> children = new ArrayList<>();
        try (RedisBackend backend =
                RedisBackendFactory.standalone(new LettuceDriverProvider()).backend()) {
            BackendAddress lettuce = backend.address();
            BackendAddress jedis = lettuce.through(new JedisDriverProvider());
            Stream.of(lettuce, jedis, lettuce)
                    .limit(PROCESSES)
                    .forEach(address -> children.add(child(address, threads, keys, 100, lease)));
            children.forEach(each -> ChildOutput.next(each, "ready"));
            children.forEach(each -> each.send("go"));
            return children.stream().map(End::of).toList();
        } finally {
            children.forEach(ChildJvm::close);
        }
    }

    private static ChildJvm child(BackendAddress address, int... numbers) {
        List<String> words = new ArrayList<>(address.toArguments());
        for (int number : numbers) {
            words.add(Integer.toString(number));
        }
        return ChildJvm.start(StampedeProcess.class, words.toArray(String[]::new));
    }
}
