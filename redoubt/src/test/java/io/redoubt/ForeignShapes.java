package io.redoubt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.redoubt.test.server.RawRedis;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What other programs, and attackers, may have put under a key of Redoubt. */
final class ForeignShapes {

    /** Commands after which the key has this shape; {@code KEY} stands for it. */
    record Shape(String name, List<byte[][]> commands) {

        void plant(RawRedis raw, String key) {
            List<byte[][]> all = new ArrayList<>();
            all.add(words("DEL", key));
            for (byte[][] command : commands) {
                byte[][] filled = command.clone();
                filled[1] = key.getBytes(UTF_8);
                all.add(filled);
            }
            raw.pipeline(all);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final String VERSION = "1700000000000000.0123456789abcdef";
    private static final String HEADER = "~V0123456789abcdef 1 - ";
    private static final String VERSIONS = " " + VERSION + " " + VERSION + " ";

    private ForeignShapes() {}

    static List<Shape> all() {
        List<Shape> all = new ArrayList<>();
        for (String text : List.of(
                "",
                " ",
                "x",
                "null",
                "{}",
                "[]",
                "\"",
                "0",
                "-1",
                "1.5",
                "9007199254740993",
                "9223372036854775807",
                "-9223372036854775808",
                "9223372036854775808",
                "1E2147483648",
                "1e308",
                "NaN",
                "-inf",
                "0x10",
                ":",
                "::::",
                "1:2:3",
                "-1:-1:-1",
                "9007199254740993:9223372036854775807:x",
                "1:99999999999999999999999:-",
                "%",
                "%ZZ\n%\n",
                "~",
                "~V",
                "~L",
                "~L0123456789abcdef",
                HEADER + "0 60000 0 0" + VERSIONS + "0\n\"v\"",
                HEADER + "0 9223372036854775807 9223372036854775807 9223372036854775807" + VERSIONS + "0\n\"v\"",
                HEADER + "2147483648 1 1 1" + VERSIONS + "0\n\"v\"",
                HEADER + "0 1 1 1" + VERSIONS + "2147483647\n\"v\"",
                HEADER + "0 1 1 1" + VERSIONS + "-2147483648\n\"v\"",
                HEADER + "0 -1 -1 -1" + VERSIONS + "1 %2 " + VERSION + "\n",
                "9007199254740992.0123456789abcdef",
                "9999999999999999.ffffffffffffffff",
                "[".repeat(100_000),
                "{\"a\":".repeat(50_000),
                "9".repeat(100_000),
                "A".repeat(100_000))) {
            all.add(text("text " + shown(text), text, UTF_8, "60000"));
        }
        all.add(text("bytes FF FE FD", "\u00FF\u00FE\u00FD", ISO_8859_1, "60000"));
        all.add(text("half a surrogate pair", "\u00ED\u00A0\u0080", ISO_8859_1, "60000"));
        all.add(text("24 zeros", "\0".repeat(24), ISO_8859_1, "60000"));
        all.add(text("24 times FF", "\u00FF".repeat(24), ISO_8859_1, "60000"));
        all.add(text(
                "a ring of one without room",
                "\0".repeat(16) + "\u0000\u0000\u0000\u0001".repeat(3),
                ISO_8859_1,
                "60000"));
        all.add(text("a bomb", "\u00FEZ1\u007F\u00FF\u00FF\u00FFx", ISO_8859_1, "60000"));
        all.add(text("an encrypted nothing", "\u00FEE1\u00FF", ISO_8859_1, "60000"));
        all.add(shape("a value without end", words("SET", "KEY", "\"v\"")));
        all.add(shape("a marker without end", words("SET", "KEY", "~L0123456789abcdef")));
        all.add(shape("a number without end", words("SET", "KEY", "7")));
        all.add(shape(
                "a value until the year 9999", words("SET", "KEY", "\"v\""), words("EXPIREAT", "KEY", "253402300799")));
        all.add(shape(
                "a marker until the year 9999",
                words("SET", "KEY", "~L0123456789abcdef"),
                words("EXPIREAT", "KEY", "253402300799")));
        all.add(shape(
                "an entry until the year 9999",
                words("SET", "KEY", HEADER + "0 60000 10 0" + VERSIONS + "0\n\"v\""),
                words("EXPIREAT", "KEY", "253402300799")));
        all.add(shape("a list", words("RPUSH", "KEY", "x", "~", "9".repeat(400))));
        all.add(shape("a set", words("SADD", "KEY", "x", "\"y\"")));
        all.add(shape("a sorted set", words("ZADD", "KEY", "inf", "x", "-inf", "y", "NaN", "z")));
        all.add(shape("a sorted set of infinities", words("ZADD", "KEY", "inf", "x", "-inf", "y")));
        all.add(shape("a hash", words("HSET", "KEY", "x", "y", "a", "1")));
        all.add(shape(
                "a hash of huge numbers",
                words(
                        "HSET",
                        "KEY",
                        "c",
                        "9223372036854775807",
                        "l",
                        "9223372036854775807",
                        "i",
                        "9223372036854775807",
                        "x",
                        "9223372036854775807",
                        "v",
                        "9223372036854775807",
                        "u",
                        "u1",
                        "h",
                        "0")));
        all.add(shape(
                "a hash of no numbers",
                words("HSET", "KEY", "c", "NaN", "l", "inf", "i", "1e400", "x", "-1", "v", "x", "u", "", "h", "")));
        all.add(shape(
                "a hash with a number beyond double",
                words("HSET", "KEY", "k", "18446744073709551616:=1", "u1", "1:")));
        all.add(shape("a stream", words("XADD", "KEY", "1-1", "entry", "nobody", "other", "x")));
        all.add(shape(
                "a stream at its end", words("XADD", "KEY", "18446744073709551615-18446744073709551615", "a", "b")));
        return all;
    }

    private static Shape text(String name, String text, Charset charset, String millis) {
        return shape(name, new byte[][] {utf8("SET"), utf8("KEY"), text.getBytes(charset), utf8("PX"), utf8(millis)});
    }

    private static Shape shape(String name, byte[][]... commands) {
        return new Shape(name, List.of(commands));
    }

    private static byte[][] words(String... words) {
        return Arrays.stream(words).map(ForeignShapes::utf8).toArray(byte[][]::new);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private static String shown(String text) {
        String line = text.replaceAll("[^!-~]", "_");
        return line.length() > 60 ? line.substring(0, 60) + "... (" + line.length() + ")" : line;
    }
}
