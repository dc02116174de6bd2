package io.redoubt.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.CodecException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TypeRef;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The encrypting codec")
final class EncryptingCodecTest {

    private static final TypeRef<String> TEXT = TypeRef.of(String.class);
    private static final byte[] OLD = "an old key of thirty-two bytes..".getBytes(US_ASCII);
    private static final byte[] NEW = "a new key of 16.".getBytes(US_ASCII);

    private final RawCodec raw = RawCodec.create();
    private final EncryptionKeys keys = EncryptionKeys.writing("2026-08", OLD);
    private final EncryptingCodec codec = EncryptingCodec.wrap(raw, keys);

    @Test
    @DisplayName("brings back what it encrypted, and shows nothing of it")
    void roundTrip() {
        for (String value : new String[] {"", "a", "secret ".repeat(10_000)}) {
            byte[] stored = codec.encode(value);
            assertThat(codec.decode(stored, TEXT)).isEqualTo(value);
            assertThat(stored).hasSize(3 + 1 + 7 + 16 + 12 + value.length() + 16);
            assertThat(new String(stored, US_ASCII))
                    .startsWith("\uFFFDE1\u00072026-08")
                    .doesNotContain("secret");
        }
    }

    @Test
    @DisplayName("still reads what the first version of the format wrote")
    void format() {
        byte[] stored = HexFormat.of().parseHex("FE4531" + "07" + "323032362D3038" + VECTOR);
        assertThat(codec.decode(stored, TEXT)).isEqualTo("secret");
    }

    private static final String VECTOR =
            "C920987AEAC87576A6C1F989D589008E37BD8245F9D1D7849150377311C2A012416521546B64C71B711F9C23C69DA83C009D";

    @Test
    @DisplayName("never uses the same random bytes twice")
    void nonces() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            seen.add(HexFormat.of().formatHex(codec.encode("same"), 11, 39));
        }
        assertThat(seen).hasSize(1_000);
        assertThat(codec.isRandomized()).isTrue();
    }

    @Test
    @DisplayName("refuses every changed bit, every cut and every appended byte")
    void changes() {
        byte[] good = codec.encode("secret");
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            refused(codec, changed, bit);
        }
        for (int length = 0; length < good.length; length++) {
            refused(codec, Arrays.copyOf(good, length), length);
        }
        refused(codec, Arrays.copyOf(good, good.length + 1), good.length);
    }

    private static void refused(EncryptingCodec codec, byte[] bytes, int position) {
        assertThatThrownBy(() -> codec.decode(bytes, TEXT))
                .as("at %d", position)
                .isExactlyInstanceOf(CodecException.class);
    }

    @Test
    @DisplayName("reads with several keys and writes with one, so that keys can be replaced while it runs")
    void rotation() {
        AtomicReference<EncryptionKeys> now = new AtomicReference<>(keys);
        EncryptingCodec rotating = EncryptingCodec.wrap(raw, now::get);
        byte[] before = rotating.encode("before");

        now.set(keys.reading("2026-11", NEW));
        byte[] meanwhile = rotating.encode("meanwhile");
        now.set(EncryptionKeys.writing("2026-11", NEW).reading("2026-08", OLD));
        byte[] after = rotating.encode("after");
        assertThat(rotating.decode(before, TEXT)).isEqualTo("before");
        assertThat(rotating.decode(meanwhile, TEXT)).isEqualTo("meanwhile");
        assertThat(rotating.decode(after, TEXT)).isEqualTo("after");
        assertThat(codec.decode(meanwhile, TEXT)).isEqualTo("meanwhile");
        refused(codec, after, 0);

        now.set(EncryptionKeys.writing("2026-11", NEW));
        refused(rotating, before, 0);
        now.set(EncryptionKeys.writing("2026-08", NEW));
        refused(rotating, before, 0);
    }

    @Test
    @DisplayName("reads plain values only if it is told to")
    void plaintext() {
        byte[] plain = raw.encode("plain");
        refused(codec, plain, 0);
        assertThat(codec.acceptPlaintext().decode(plain, TEXT)).isEqualTo("plain");
        assertThat(codec.decode(codec.acceptPlaintext().encode("x"), TEXT)).isEqualTo("x");
        byte[] changed = codec.encode("x");
        changed[20] ^= 1;
        refused(codec.acceptPlaintext(), changed, 20);
    }

    @Test
    @DisplayName("reports a supplier that fails, without its message, which may contain a key")
    void supplier() {
        EncryptingCodec failing = EncryptingCodec.wrap(raw, () -> {
            throw new IllegalStateException(new String(OLD, US_ASCII));
        });
        assertThatThrownBy(() -> failing.encode("x"))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageNotContaining("an old key")
                .hasNoCause();
        refused(failing, codec.encode("x"), 0);
    }

    @Test
    @DisplayName("shows no key, and keeps a copy of it")
    void secrecy() {
        byte[] mine = OLD.clone();
        EncryptionKeys copied = EncryptionKeys.writing("2026-08", mine).reading("2026-11", NEW);
        Arrays.fill(mine, (byte) 0);

        assertThat(EncryptingCodec.wrap(raw, copied).decode(codec.encode("x"), TEXT))
                .isEqualTo("x");
        assertThat(copied).hasToString("EncryptionKeys[writing=2026-08, reading=[2026-08, 2026-11]]");
        assertThat(codec).hasToString("EncryptingCodec[RawCodec]");
    }

    @Test
    @DisplayName("takes keys of 16, 24 and 32 bytes, with ids that differ")
    void badKeys() {
        assertThat(EncryptionKeys.writing("a".repeat(32), new byte[24])).isNotNull();
        for (int length : new int[] {0, 15, 17, 31, 33, 64}) {
            assertThatThrownBy(() -> EncryptionKeys.writing("k", new byte[length]))
                    .isInstanceOf(InvalidInputException.class);
        }
        for (String id : new String[] {"", "a".repeat(33), "a b", "\u00E4", "a/b"}) {
            assertThatThrownBy(() -> EncryptionKeys.writing(id, OLD)).isInstanceOf(InvalidInputException.class);
        }
        assertThatThrownBy(() -> keys.reading("2026-08", NEW)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> EncryptingCodec.wrap(codec, keys)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    @DisplayName("encrypts what was compressed")
    void composition() {
        EncryptingCodec both = EncryptingCodec.wrap(CompressingCodec.wrap(new TextCodec()), keys);
        String value = "a sword, ".repeat(1_000);
        assertThat(both.encode(value)).hasSizeLessThan(300);
        assertThat(both.decode(both.encode(value), TEXT)).isEqualTo(value);
        assertThat(both.decode(both.encode("x", TEXT), TEXT)).isEqualTo("typed x");
        assertThat(new String(both.encode(value), UTF_8)).doesNotContain("sword");
    }
}
