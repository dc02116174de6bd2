package io.redoubt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.CodecException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TypeRef;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The compressing codec")
final class CompressingCodecTest {

    private static final TypeRef<byte[]> BYTES = TypeRef.of(byte[].class);
    private static final TypeRef<String> TEXT = TypeRef.of(String.class);
    private static final String LONG = "a sword, ".repeat(1_000);

    private final RawCodec raw = RawCodec.create();
    private final CompressingCodec codec = CompressingCodec.wrap(raw);

    @Test
    @DisplayName("compresses from its size on, and only what becomes smaller")
    void size() {
        assertThat(codec.encode(LONG)).hasSizeLessThan(200);
        assertThat(codec.decode(codec.encode(LONG), TEXT)).isEqualTo(LONG);
        String edge = "a".repeat(100);
        assertThat(codec.minBytes(100).encode(edge)).hasSizeLessThan(100);
        assertThat(codec.minBytes(101).encode(edge)).isEqualTo(raw.encode(edge));
        byte[] random = new byte[5_000];
        new Random(1).nextBytes(random);
        assertThat(codec.encode(random)).isEqualTo(random);
        for (int length = 0; length < 20; length++) {
            String text = "a".repeat(length);
            assertThat(codec.minBytes(1).decode(codec.minBytes(1).encode(text), TEXT))
                    .isEqualTo(text);
        }
    }

    @Test
    @DisplayName("reads what was written before it was switched on, and before it was switched off")
    void switching() {
        assertThat(codec.decode(raw.encode(LONG), TEXT)).isEqualTo(LONG);
        CompressingCodec off = CompressingCodec.readingOnly(raw);
        assertThat(off.encode(LONG)).isEqualTo(raw.encode(LONG));
        assertThat(off.decode(codec.encode(LONG), TEXT)).isEqualTo(LONG);
    }

    @Test
    @DisplayName("brings back bytes that look compressed")
    void lookalikes() {
        for (byte[] value : List.of(
                new byte[] {(byte) 0xFE, 'Z'},
                new byte[] {(byte) 0xFE, 'Z', '0'},
                new byte[] {(byte) 0xFE, 'Z', '1', 0, 0, 0, 1, 5},
                codec.encode(LONG))) {
            assertThat(codec.decode(codec.encode(value), BYTES)).isEqualTo(value);
        }
    }

    @Test
    @DisplayName("refuses every changed byte and every cut of a compressed value")
    void damage() {
        byte[] good = codec.encode(LONG);
        for (int i = 3; i < good.length; i++) {
            byte[] changed = good.clone();
            changed[i] ^= 0x10;
            refused(changed, i);
            refused(Arrays.copyOf(good, i), i);
        }
        refused(Arrays.copyOf(good, good.length + 1), good.length);
        good[2] = '9';
        refused(good, 2);
    }

    private void refused(byte[] bytes, int position) {
        assertThatThrownBy(() -> codec.decode(bytes, BYTES))
                .as("byte %d", position)
                .isExactlyInstanceOf(CodecException.class);
    }

    @Test
    @DisplayName("inflates no bomb: neither content above the limit, nor more than was announced")
    void bomb() {
        CompressingCodec small = codec.maxBytes(LONG.length());
        assertThat(small.decode(codec.encode(LONG), TEXT)).isEqualTo(LONG);
        byte[] larger = codec.encode(LONG + "a");
        assertThatThrownBy(() -> small.decode(larger, TEXT)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> small.encode(LONG + "a")).isInstanceOf(CodecException.class);

        byte[] liar = codec.encode("a".repeat(10_000_000));
        liar[3] = 0;
        liar[4] = 0;
        assertThatThrownBy(() -> codec.decode(liar, TEXT)).isInstanceOf(CodecException.class);
        byte[] boaster = {(byte) 0xFE, 'Z', '1', 0, (byte) 0xFF, 0, 0, 1};
        assertThatThrownBy(() -> codec.decode(boaster, TEXT)).isInstanceOf(CodecException.class);
    }

    @Test
    @DisplayName("is not wrapped around encryption, which leaves nothing to compress, nor around itself")
    void order() {
        EncryptingCodec encrypting = EncryptingCodec.wrap(raw, EncryptionKeys.writing("k", new byte[32]));
        assertThatThrownBy(() -> CompressingCodec.wrap(encrypting))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("EncryptingCodec.wrap(CompressingCodec.wrap(");
        assertThatThrownBy(() -> CompressingCodec.wrap(codec)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> codec.minBytes(0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> codec.maxBytes(CompressingCodec.MAX_BYTES + 1))
                .isInstanceOf(InvalidInputException.class);
        assertThat(codec.maxBytes(CompressingCodec.MAX_BYTES)).isNotNull();
    }

    @Test
    @DisplayName("passes the declared type on")
    void declaredType() {
        CompressingCodec typed = CompressingCodec.wrap(new TextCodec());
        assertThat(typed.decode(typed.encode("x", TEXT), TEXT)).isEqualTo("typed x");
        assertThat(typed.isRandomized()).isFalse();
    }
}
