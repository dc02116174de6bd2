package io.redoubt.cache.internal.region;

import static io.redoubt.cache.internal.region.Samples.version;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The envelope of a region's value")
final class EnvelopeCodecTest {

    private static final TagVersion REGION_VERSION = new TagVersion(1_764_000_000_000_001L, "0123456789abcdef");
    private static final TagVersion CLEAR_VERSION = new TagVersion(1_763_000_000_000_000L, "00000000000000ff");

    private static EntryMetadata header(Map<String, TagVersion> tags) {
        return new EntryMetadata(
                version(1), false, 3, ofSeconds(60), ofSeconds(20), ofMillis(50), REGION_VERSION, CLEAR_VERSION, tags);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static EntryMetadata parsed(byte[] bytes) {
        assertThat(StoredEntry.contentOf(bytes)).isInstanceOf(StoredEntry.Value.class);
        return ((StoredEntry.Value) StoredEntry.contentOf(bytes)).header();
    }

    @Test
    @DisplayName("is one line of text, and what follows the first newline is the value as the codec made it")
    void form() {
        byte[] bytes = EnvelopeCodec.encode(header(Map.of("tenant:7", CLEAR_VERSION)), bytes("{\"a\":\n1}"));
        assertThat(Samples.text(bytes))
                .isEqualTo(version(1).text()
                        + " 1 - 3 60000 20000 50 1764000000000001.0123456789abcdef 1763000000000000.00000000000000ff"
                        + " 1 tenant:7 1763000000000000.00000000000000ff\n{\"a\":\n1}");
    }

    @Test
    @DisplayName("reads as what it was written as, with whatever characters tags may have")
    void roundTrip() {
        Map<String, TagVersion> tags = new LinkedHashMap<>();
        for (String tag :
                new String[] {"a", "a b", "a%20b", "%", "%25", " ", "%2 0", "\u00e9\u4e16\ud83c\udf0d", "\u00a0"}) {
            tags.put(tag, new TagVersion(tags.size(), "0000000000000000"));
        }
        EntryMetadata header = header(tags);
        assertThat(parsed(EnvelopeCodec.encode(header, bytes("1")))).isEqualTo(header);
        assertThat(parsed(EnvelopeCodec.encode(header(Map.of()), bytes("")))).isEqualTo(header(Map.of()));
    }

    @Test
    @DisplayName("says that there is no such thing, without a value")
    void negative() {
        EntryMetadata header = new EntryMetadata(
                version(1), true, 0, ofSeconds(5), ZERO, ZERO, REGION_VERSION, CLEAR_VERSION, Map.of());
        byte[] bytes = EnvelopeCodec.encode(header, new byte[0]);
        assertThat(parsed(bytes)).isEqualTo(header);
        assertThat(Samples.text(bytes)).contains(" 1 N 0 ").endsWith("\n");
    }

    @Test
    @DisplayName("tells fresh from stale, and the age, by the time that is left alone")
    void freshness() {
        EntryMetadata header = header(Map.of());
        assertThat(header.isFresh(ofMillis(20_001))).isTrue();
        assertThat(header.isFresh(ofSeconds(20))).isFalse();
        assertThat(header.age(ofSeconds(20))).contains(ofSeconds(40));
        assertThat(header.isFresh(null)).as("somebody took its end away").isTrue();
        assertThat(header.age(null)).isEmpty();
        assertThat(header.age(ofSeconds(61))).as("somebody prolonged it").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}", "\"text\"", "17", "plain text", "", " ~V", "\u00ff"})
    @DisplayName("is not needed: what does not begin with a tilde is a value of another program")
    void bare(String text) {
        assertThat(StoredEntry.contentOf(bytes(text))).isInstanceOf(StoredEntry.PlainValue.class);
    }

    @Test
    @DisplayName("is not the marker of a loader, nor an empty cell")
    void foreignClient() {
        EntryVersion loader = Samples.loader(1);
        assertThat(StoredEntry.contentOf(loader.bytes())).isEqualTo(new StoredEntry.LoadMarker(loader));
        assertThat(StoredEntry.empty().content()).isEqualTo(new StoredEntry.Empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "~",
                "~text",
                "~V0123456789abcdef",
                "~L0123456789abcdef and more",
                "~L0123456789abcdeF",
                "~V0123456789abcdeg 1 - 0 1 1 1 1.0000000000000000 1.0000000000000000 0\n1",
                "~V0123456789abcdef0 1 - 0 1 1 1 1.0000000000000000 1.0000000000000000 0\n1",
                "~V0123456789abcdef 2 - 0 1 1 1 1.0000000000000000 1.0000000000000000 0\n1",
                "~V0123456789abcdef 1 X 0 1 1 1 1.0000000000000000 1.0000000000000000 0\n1",
                "~V0123456789abcdef 1 - x 1 1 1 1.0000000000000000 1.0000000000000000 0\n1",
                "~V0123456789abcdef 1 - 0 -1 1 1 1.0000000000000000 1.0000000000000000 0\n1",
                "~V0123456789abcdef 1 - 0 1 1 1 1.0 1.0000000000000000 0\n1",
                "~V0123456789abcdef 1 - 0 1 1 1 1.0000000000000000 1.0000000000000000 1\n1",
                "~V0123456789abcdef 1 - 0 1 1 1 1.0000000000000000 1.0000000000000000 -1\n1",
                "~V0123456789abcdef 1 - 0 1 1 1 1.0000000000000000 1.0000000000000000 2147483647\n1",
                "~V0123456789abcdef 1 - 0 1 1 1 1.0000000000000000 1.0000000000000000 0 a 1.0000000000000000\n1",
                "~V0123456789abcdef 1 - 0 9223372036854775807 1 1 1.0000000000000000 1.0000000000000000 0 "
            })
    @DisplayName("is unreadable if it is not exactly of its form")
    void unreadable(String text) {
        assertThat(StoredEntry.contentOf(bytes(text))).isEqualTo(new StoredEntry.Unreadable());
    }

    @Test
    @DisplayName("that was cut off, or has a wrong byte anywhere, is read without an error")
    void damaged() {
        byte[] whole = EnvelopeCodec.encode(header(Map.of("a b", CLEAR_VERSION, "c", REGION_VERSION)), bytes("1"));
        for (int length = 1; length < whole.length - 1; length++) {
            assertThat(StoredEntry.contentOf(Arrays.copyOf(whole, length))).isEqualTo(new StoredEntry.Unreadable());
        }
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int bytes = random.nextInt(3); bytes >= 0; bytes--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            assertThat(StoredEntry.contentOf(damaged)).isNotNull();
        }
    }
}
