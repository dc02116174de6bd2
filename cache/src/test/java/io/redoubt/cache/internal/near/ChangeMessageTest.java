package io.redoubt.cache.internal.near;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A message about changes")
final class ChangeMessageTest {

    private static final byte[] ALL = "1\nall".getBytes(UTF_8);

    private static String text(ChangeMessage message) {
        return new String(message.encoded(), UTF_8);
    }

    private static ChangeMessage parsed(String text) {
        return ChangeMessage.decode(text.getBytes(UTF_8));
    }

    private static Set<String> names(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format("%0" + length + "d", i))
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("has a line for each change, and is read back as it was")
    void format() {
        assertThat(text(ChangeMessage.entries(List.of("user:42:name")))).isEqualTo("1\nentry user:42:name");
        assertThat(text(ChangeMessage.tags(List.of("guild:7 ü")))).isEqualTo("1\ntag guild:7 ü");
        assertThat(text(ChangeMessage.CLEAR)).isEqualTo("1\nclear");
        assertThat(text(ChangeMessage.ALL)).isEqualTo("1\nall");
        ChangeMessage several = ChangeMessage.entries(List.of("a", "b c"))
                .and(ChangeMessage.tags(List.of("ü")))
                .and(ChangeMessage.CLEAR)
                .and(ChangeMessage.entries(List.of("a")));
        assertThat(several).isEqualTo(new ChangeMessage(Set.of("a", "b c"), Set.of("ü"), ChangeMessage.Scope.CLEAR));
        assertThat(ChangeMessage.decode(several.encoded())).isEqualTo(several);
        assertThat(parsed("1\nentry a\n")).isEqualTo(ChangeMessage.entries(List.of("a")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1\n",
                "2\nentry a",
                "1\nentry a\n\nentry b",
                "1\nentry",
                "1\nall",
                "1\nall\nentry a",
                "1\nCLEAR",
                "1\r\nclear",
                "{}"
            })
    @DisplayName("counts as a change of everything if it is in no known format")
    void unknown(String text) {
        assertThat(parsed(text)).isEqualTo(ChangeMessage.ALL);
    }

    @Test
    @DisplayName("counts as a change of everything if its bytes are no UTF-8")
    void noText() {
        byte[] bytes = "1\nentry a".getBytes(UTF_8);
        bytes[bytes.length - 1] = (byte) 0xff;
        assertThat(ChangeMessage.decode(bytes)).isEqualTo(ChangeMessage.ALL);
    }

    @Test
    @DisplayName("has a maximum size, above which it says that everything was changed")
    void size() {
        int nameLength = 100;
        int lineLength = "\nentry ".length() + nameLength;
        int most = (ChangeMessage.MAX_BYTES - 1) / lineLength;
        ChangeMessage largest = ChangeMessage.entries(names(most, nameLength));
        assertThat(largest.encoded()).hasSizeBetween(ChangeMessage.MAX_BYTES - lineLength, ChangeMessage.MAX_BYTES);
        assertThat(ChangeMessage.decode(largest.encoded())).isEqualTo(largest);
        assertThat(ChangeMessage.entries(names(most + 1, nameLength)).encoded()).isEqualTo(ALL);

        byte[] tooLarge = new byte[ChangeMessage.MAX_BYTES + 1];
        System.arraycopy("1\nentry ".getBytes(UTF_8), 0, tooLarge, 0, "1\nentry ".length());
        Arrays.fill(tooLarge, "1\nentry ".length(), tooLarge.length, (byte) 'a');
        assertThat(ChangeMessage.decode(tooLarge)).isEqualTo(ChangeMessage.ALL);
        assertThat(ChangeMessage.decode(Arrays.copyOf(tooLarge, ChangeMessage.MAX_BYTES))
                        .entries())
                .hasSize(1);
    }

    @Test
    @DisplayName("that collects too many changes says that everything was changed")
    void collected() {
        ChangeMessage many = ChangeMessage.entries(names(ChangeMessage.MAX_COLLECTED - 1, 10));
        ChangeMessage full = many.and(ChangeMessage.tags(List.of("t")));
        assertThat(full.entries()).hasSize(ChangeMessage.MAX_COLLECTED - 1);
        assertThat(full.and(ChangeMessage.tags(List.of("u")))).isEqualTo(ChangeMessage.ALL);
        assertThat(ChangeMessage.ALL.and(many)).isEqualTo(ChangeMessage.ALL);
        assertThat(many.and(ChangeMessage.ALL)).isEqualTo(ChangeMessage.ALL);
    }

    @Test
    @DisplayName("never takes a name with a line break for two")
    void lineBreak() {
        assertThat(ChangeMessage.entries(List.of("a\nentry b")).encoded()).isEqualTo(ALL);
        assertThat(ChangeMessage.tags(List.of("a\n")).encoded()).isEqualTo(ALL);
    }
}
