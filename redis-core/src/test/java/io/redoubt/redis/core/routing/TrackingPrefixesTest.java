package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The prefixes that a server is asked for")
final class TrackingPrefixesTest {

    @Test
    @DisplayName("are the fewest that cover all, without overlap")
    void fewest() {
        assertThat(minimal("b:", "a:x", "a:", "a:x:y", "c", "b:", "ca", "d:1", "d:2"))
                .containsExactly("a:", "b:", "c", "d:1", "d:2");
        assertThat(minimal()).isEmpty();
        assertThat(minimal("x", "")).containsExactly("");
    }

    @Test
    @DisplayName("are compared as bytes, not as characters")
    void binary() {
        List<byte[]> prefixes = List.of(new byte[] {(byte) 0xFF}, new byte[] {1}, new byte[] {(byte) 0xFF, 2});

        assertThat(KeyPrefixSets.minimal(prefixes)).containsExactly(new byte[] {1}, new byte[] {(byte) 0xFF});
    }

    @Test
    @DisplayName("say whose a key is")
    void matches() {
        List<byte[]> prefixes = List.of(bytes("ab"), bytes("c"));

        assertThat(KeyPrefixSets.matchesAny(bytes("ab"), prefixes)).isTrue();
        assertThat(KeyPrefixSets.matchesAny(bytes("cx"), prefixes)).isTrue();
        assertThat(KeyPrefixSets.matchesAny(bytes("a"), prefixes)).isFalse();
        assertThat(KeyPrefixSets.matchesAny(bytes("xc"), prefixes)).isFalse();
    }

    private static List<String> minimal(String... prefixes) {
        return KeyPrefixSets.minimal(
                        Arrays.stream(prefixes).map(TrackingPrefixesTest::bytes).toList())
                .stream()
                .map(prefix -> new String(prefix, StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
