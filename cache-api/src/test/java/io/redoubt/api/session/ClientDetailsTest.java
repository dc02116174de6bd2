package io.redoubt.api.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The client of a session")
final class ClientDetailsTest {

    private static final ClientDetails KNOWN = ClientDetails.none()
            .ipAddress("2001:db8::7")
            .userAgent("Mozilla/5.0")
            .device("Ada's phone")
            .location("Madrid, ES");

    @Nested
    @DisplayName("has an IP address,")
    class Address {

        @ParameterizedTest
        @CsvSource({
            "192.0.2.7, 192.0.2.7",
            "0.0.0.0, 0.0.0.0",
            "255.255.255.255, 255.255.255.255",
            "::, ::",
            "::1, ::1",
            "0:0:0:0:0:0:0:1, ::1",
            "1::, 1::",
            "2001:DB8:0:0:0:0:0:7, 2001:db8::7",
            "2001:0db8:0000:0000:0000:0000:0000:0007, 2001:db8::7",
            "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
            "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
            "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
            "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
            "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
            "::ffff:192.0.2.7, 192.0.2.7",
            "0000:0000:0000:0000:0000:ffff:192.168.100.200, 192.168.100.200",
            "::FFFF:c000:207, 192.0.2.7",
            "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
            "fe80::1%eth0, fe80::1",
            "fe80::1%25, fe80::1",
            "fe80:0:0:0:1:2:3:4%en-0.1_~, fe80::1:2:3:4"
        })
        @DisplayName("in its shortest form, without zone")
        void normalized(String text, String shortest) {
            assertThat(ClientDetails.none().ipAddress(text).ipAddress()).contains(shortest);
            assertThat(ClientDetails.none().ipAddress(shortest).ipAddress()).contains(shortest);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "localhost",
                    "redoubt.invalid",
                    "abc",
                    "cafe",
                    "1",
                    "1.2.3",
                    "1.2.3.4.5",
                    "256.0.0.1",
                    "01.2.3.4",
                    "1.2.3.4 ",
                    "1.2.3.4:80",
                    "1.2.3.4%eth0",
                    "1.2.3.4, 5.6.7.8",
                    "0x7f.0.0.1",
                    "\u0661.2.3.4",
                    ":",
                    ":1",
                    ":::",
                    "1:2",
                    "1:2:3:4:5:6:7",
                    "1:2:3:4:5:6:7:8:9",
                    "1::2::3",
                    "::12345",
                    "12345::",
                    "::g",
                    "[::1]",
                    "[2001:db8::7]:443",
                    "2001:db8::7/64",
                    "::1%",
                    "::1%a b",
                    "::ffff:1.2.3",
                    "::ffff:1.2.3.256",
                    "::1.2.3.4.5",
                    "1.2.3.4::",
                    ".:",
                    "cafe.example:80",
                    "ff:redoubt.invalid",
                    "unknown",
                    "_hidden"
                })
        @DisplayName("and nothing else in its place, which no name server is asked about")
        void refused(String text) {
            assertThatThrownBy(() -> ClientDetails.none().ipAddress(text))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("neither an IPv4 nor an IPv6 address")
                    .hasMessageContaining("(" + text.length() + " characters)")
                    .hasMessageContaining("without port and brackets");
        }

        @Test
        @DisplayName("and a bad one is not shown by the message")
        void secret() {
            assertThatThrownBy(() -> ClientDetails.none().ipAddress("198.51.100.23:4711" + "9".repeat(10_000)))
                    .isInstanceOf(InvalidInputException.class)
                    .message()
                    .hasSizeLessThan(300)
                    .doesNotContain("198.51");
        }
    }

    @Nested
    @DisplayName("has a user agent,")
    class UserAgent {

        @Test
        @DisplayName("which is cut to 512 bytes, between two characters")
        void cut() {
            assertThat(userAgent("x".repeat(512))).isEqualTo("x".repeat(512));
            assertThat(userAgent("x".repeat(513))).isEqualTo("x".repeat(512));
            assertThat(userAgent("x".repeat(100_000))).isEqualTo("x".repeat(512));
            assertThat(userAgent("é".repeat(300))).isEqualTo("é".repeat(256));
            assertThat(userAgent("x" + "é".repeat(300))).isEqualTo("x" + "é".repeat(255));
            assertThat(userAgent("€".repeat(171))).isEqualTo("€".repeat(170));
            assertThat(userAgent("xy" + "€".repeat(171))).isEqualTo("xy" + "€".repeat(170));
            assertThat(userAgent("\uD83D\uDE80".repeat(129))).isEqualTo("\uD83D\uDE80".repeat(128));
            assertThat(userAgent("xyz" + "\uD83D\uDE80".repeat(129))).isEqualTo("xyz" + "\uD83D\uDE80".repeat(127));
        }

        @Test
        @DisplayName("in which control characters are spaces, and half characters U+FFFD")
        void cleaned() {
            assertThat(userAgent("a\r\nb\u0000c\u007Fd\u0085e\t")).isEqualTo("a  b c d e ");
            assertThat(userAgent("a\uD83Db\uDE80")).isEqualTo("a\uFFFDb\uFFFD");
            String halves = userAgent("\uD83D".repeat(512));
            assertThat(halves).isEqualTo("\uFFFD".repeat(170));
            assertThat(halves.getBytes(StandardCharsets.UTF_8)).hasSize(510);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\t", "\u0000\n"})
        @DisplayName("and none if it is blank")
        void blank(String text) {
            assertThat(KNOWN.userAgent(text).userAgent()).isEmpty();
        }

        private static String userAgent(String text) {
            return ClientDetails.none().userAgent(text).userAgent().orElseThrow();
        }
    }

    @Nested
    @DisplayName("has a device and a location,")
    class Labels {

        @Test
        @DisplayName("of up to 128 bytes")
        void length() {
            String longest = "\uD83D\uDE80".repeat(32);
            assertThat(ClientDetails.none().device(longest).device()).contains(longest);
            assertThat(ClientDetails.none().location(longest).location()).contains(longest);
            assertThatThrownBy(() -> ClientDetails.none().device(longest + "x"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll("device of the client", "129 bytes", "128");
            assertThatThrownBy(() -> ClientDetails.none().location(longest + "x"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll("location of the client", "129 bytes", "128");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a\nb", "\u0000", "a\u007F", "\uD83D"})
        @DisplayName("which are neither empty nor broken")
        void refused(String text) {
            assertThatThrownBy(() -> ClientDetails.none().device(text)).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> ClientDetails.none().location(text)).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    @DisplayName("has each detail or none, and null takes it away")
    void optional() {
        assertThat(KNOWN.ipAddress()).contains("2001:db8::7");
        assertThat(KNOWN.userAgent()).contains("Mozilla/5.0");
        assertThat(KNOWN.device()).contains("Ada's phone");
        assertThat(KNOWN.location()).contains("Madrid, ES");
        ClientDetails none = KNOWN.ipAddress(null).userAgent(null).device(null).location(null);
        assertThat(none.ipAddress()).isEmpty();
        assertThat(none.userAgent()).isEmpty();
        assertThat(none.device()).isEmpty();
        assertThat(none.location()).isEmpty();
        assertThat(none).isEqualTo(ClientDetails.none()).hasSameHashCodeAs(ClientDetails.none());
        assertThat(KNOWN).isNotEqualTo(none).isNotEqualTo(KNOWN.device("other"));
        assertThat(KNOWN.device("other").device("Ada's phone")).isEqualTo(KNOWN);
        assertThat(KNOWN)
                .asString()
                .contains("ip", "userAgent", "device", "location")
                .doesNotContain("2001", "Mozilla", "Ada", "Madrid");
    }

    @Test
    @DisplayName("is stored as metadata under the names of its constants")
    void metadata() {
        Map<String, String> metadata = Map.of(
                ClientDetails.IP, "2001:db8::7",
                ClientDetails.USER_AGENT, "Mozilla/5.0",
                ClientDetails.DEVICE, "Ada's phone",
                ClientDetails.LOCATION, "Madrid, ES");
        assertThat(NewSession.of("user").client(KNOWN).metadata()).isEqualTo(metadata);
        assertThat(SessionUpdate.none().client(KNOWN).metadata()).isEqualTo(metadata);
        assertThat(metadata).containsOnlyKeys("ip", "userAgent", "device", "location");
    }

    @Test
    @DisplayName("changes, in an update, only the details that it has, also those that were to be removed")
    void update() {
        SessionUpdate update = SessionUpdate.none()
                .metadata("ip", "192.0.2.7")
                .removeMetadata("device")
                .removeMetadata("location")
                .attribute("hero", 1)
                .client(ClientDetails.none().device("tablet"));
        assertThat(update.metadata()).isEqualTo(Map.of("ip", "192.0.2.7", "device", "tablet"));
        assertThat(update.removedMetadata()).containsExactly("location");
        assertThat(update.attributes()).containsOnlyKeys("hero");
        assertThat(SessionUpdate.none().client(ClientDetails.none()).metadata()).isEmpty();
    }

    @Test
    @DisplayName("is read back from metadata, and foreign text counts as absent")
    void foreign() {
        assertThat(info(Map.of()).client()).isEqualTo(ClientDetails.none());
        assertThat(info(NewSession.of("user").client(KNOWN).metadata()).client())
                .isEqualTo(KNOWN);
        assertThat(info(Map.of(
                                "ip", "10.0.0.1:80",
                                "userAgent", "x".repeat(1024),
                                "device", "x".repeat(129),
                                "location", "\n",
                                "other", "x"))
                        .client())
                .isEqualTo(ClientDetails.none().userAgent("x".repeat(512)));
        assertThat(info(Map.of("ip", "localhost", "userAgent", "", "device", "", "location", "Madrid, ES"))
                        .client())
                .isEqualTo(ClientDetails.none().location("Madrid, ES"));
    }

    private static SessionInfo info(Map<String, String> metadata) {
        return new SessionInfo("user", "handle", Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, metadata);
    }
}
