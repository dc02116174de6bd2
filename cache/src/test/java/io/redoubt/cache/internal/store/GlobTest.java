package io.redoubt.cache.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.InvalidInputException;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServers;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pattern for keys")
final class GlobTest {

    private static final String ALPHABET = "aab-b]^*?[\\c";

    @Test
    @DisplayName("matches as a server does: 5,000 random patterns against 200 random keys")
    void sameAsServer() {
        Random random = new Random(20_261_123L);
        String start = "tck-glob-" + ProcessHandle.current().pid() + ":";
        Set<String> keys = new HashSet<>();
        while (keys.size() < 200) {
            keys.add(text(random, 1 + random.nextInt(5)));
        }
        try (RawRedis server = RedisServers.shared().raw()) {
            keys.forEach(key -> server.call("SET", start + key, "v", "PX", "600000"));
            int compared = 0;
            while (compared < 5_000) {
                String pattern = text(random, 1 + random.nextInt(8));
                Glob glob;
                try {
                    glob = Glob.parse(pattern.getBytes(UTF_8));
                } catch (InvalidInputException unfinished) {
                    continue;
                }
                Set<String> here = keys.stream()
                        .filter(key -> glob.matches(key.getBytes(UTF_8)))
                        .collect(Collectors.toSet());
                assertThat(onServer(server, start, pattern)).as(pattern).isEqualTo(here);
                compared++;
            }
            keys.forEach(key -> server.call("DEL", start + key));
        }
    }

    private static Set<String> onServer(RawRedis server, String start, String pattern) {
        Set<String> found = new HashSet<>();
        String cursor = "0";
        do {
            Object reply = server.call("SCAN", cursor, "MATCH", start + pattern, "COUNT", "10000");
            if (!(reply instanceof List<?> page) || !(page.get(1) instanceof List<?> keys)) {
                throw new IllegalStateException("SCAN did not answer as it does");
            }
            cursor = String.valueOf(page.get(0));
            keys.forEach(key -> found.add(String.valueOf(key).substring(start.length())));
        } while (!cursor.equals("0"));
        return found;
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    @Test
    @DisplayName("takes no longer than its length times that of the text")
    void stars() {
        Glob glob = Glob.parse("a*".repeat(512).getBytes(UTF_8));
        assertThat(glob.matches(("a".repeat(1000) + "b").getBytes(UTF_8))).isTrue();
        assertThat(Glob.parse(("a*".repeat(500) + "c").getBytes(UTF_8))
                        .matches("a".repeat(1000).getBytes(UTF_8)))
                .isFalse();
    }
}
