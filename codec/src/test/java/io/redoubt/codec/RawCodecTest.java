package io.redoubt.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.CodecException;
import io.redoubt.api.RawJson;
import io.redoubt.api.TypeRef;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The raw codec")
final class RawCodecTest {

    private static final TypeRef<byte[]> BYTES = TypeRef.of(byte[].class);
    private static final TypeRef<String> TEXT = TypeRef.of(String.class);

    private final RawCodec codec = RawCodec.create();

    @Test
    @DisplayName("stores bytes as they are, and copies them")
    void bytes() {
        byte[] value = {0, 1, -1};

        byte[] stored = codec.encode(value);
        value[0] = 9;
        assertThat(stored).containsExactly(0, 1, -1);
        byte[] read = codec.decode(stored, BYTES);
        read[0] = 9;
        assertThat(codec.decode(stored, BYTES)).containsExactly(0, 1, -1);
    }

    @Test
    @DisplayName("stores text as UTF-8")
    void text() {
        assertThat(codec.encode("\u20AC\uD83D\uDE00")).isEqualTo("\u20AC\uD83D\uDE00".getBytes(UTF_8));
        assertThat(codec.decode(codec.encode(""), TEXT)).isEmpty();
        assertThat(codec.decode("x".getBytes(UTF_8), TEXT)).isEqualTo("x");
    }

    @Test
    @DisplayName("refuses everything else, when it is written and when it is read")
    void others() {
        assertThatThrownBy(() -> codec.encode(7)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.encode(RawJson.of("{}")))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("pass a byte[] or a String");
        assertThatThrownBy(() -> codec.decode(new byte[] {'7'}, TypeRef.of(RawJson.class)))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.encode("half a pair \uD83D")).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.encode("x", TypeRef.of(Object.class))).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.decode(new byte[] {'7'}, TypeRef.of(Integer.class)))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.decode(new byte[] {'7'}, new TypeRef<List<String>>() {}))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.decode(new byte[] {(byte) 0xFF}, TEXT)).isInstanceOf(CodecException.class);
    }
}
