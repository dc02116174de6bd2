package io.redoubt.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.redoubt.api.CodecException;
import io.redoubt.api.RawJson;
import io.redoubt.api.TypeRef;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The JSON codec stores raw JSON as its text:")
final class RawJsonTest {

    private static final TypeRef<RawJson> RAW = TypeRef.of(RawJson.class);

    private final JsonCodec codec = JsonCodec.create();

    record Item(String name, int count) {}

    static Stream<String> texts() {
        return Stream.of(
                "{}",
                "[]",
                "\"\"",
                "true",
                "false",
                "0",
                "-0",
                "-0.0",
                "0.10",
                "1e2",
                "1E+2",
                "1E400",
                "-1E-400",
                "1E2147483648",
                "123456789012345678901234567890.123456789012345678901234567890",
                "9".repeat(1_000),
                "[null]",
                "{\"a\":1,\"a\":2}",
                "{\"b\":1,\"a\":2,\"\":null}",
                " \t\r\n{ \"a\" : [ 1 ,\n2 ] } \n",
                " 1 ",
                "\"\\u0041\\/\\n\\u0000\"",
                "\"\\uD83D\\uDE80 \\uD83D\"",
                "\"\u007F\u2028\uFEFF\u00E9\uD83D\uDE80\"",
                "{\"\u00E9\":\"\u20AC\"}",
                "\"" + "x".repeat(2_000_000) + "\"",
                "[".repeat(500) + "]".repeat(500),
                "{\"a\":".repeat(500) + "1" + "}".repeat(500));
    }

    @ParameterizedTest
    @MethodSource("texts")
    @DisplayName("a well-formed one is written and read as it is")
    void asItIs(String text) {
        RawJson json = RawJson.of(text);
        assertThat(codec.encode(json)).isEqualTo(text.getBytes(UTF_8));
        assertThat(codec.encode(json, RAW)).isEqualTo(text.getBytes(UTF_8));
        assertThat(codec.decode(text.getBytes(UTF_8), RAW)).isEqualTo(json);
    }

    static Stream<Arguments> malformed() {
        return Stream.concat(
                Stream.of(
                        arguments("", "empty"),
                        arguments(" \n", "empty"),
                        arguments("null", "null is not a value"),
                        arguments(" null\t", "null is not a value"),
                        arguments("\uFEFF{}", "byte order mark"),
                        arguments("1 2", "more than one value"),
                        arguments("{}{}", "more than one value"),
                        arguments("[]\n[]", "more than one value"),
                        arguments("null null", "more than one value"),
                        arguments("\"a\" \"b", "more than one value"),
                        arguments("4111 4111 secret", "more than one value"),
                        arguments("\uD83D", "surrogate"),
                        arguments("\"\uDE80\uD83D\"", "surrogate"),
                        arguments("[".repeat(501) + "]".repeat(501), "depth (501) exceeds the maximum allowed (500"),
                        arguments("[".repeat(10_000) + "]".repeat(10_000), "depth (501)"),
                        arguments("{\"a\":".repeat(501) + "1" + "}".repeat(501), "depth (501)"),
                        arguments("9".repeat(1_001), "limit"),
                        arguments("[0." + "9".repeat(1_001) + "]", "limit"),
                        arguments("{\"" + "n".repeat(50_001) + "\":1}", "limit")),
                Stream.of(
                                "NaN",
                                "[Infinity]",
                                "-Infinity",
                                "undefined",
                                "'a'",
                                "{'a':1}",
                                "{a:1}",
                                "[1,]",
                                "[,1]",
                                "[1,,2]",
                                "{\"a\":1,}",
                                "{\"a\"}",
                                "{\"a\" 1}",
                                "[1 2]",
                                "[] x",
                                "[1]]",
                                "{}}",
                                "[}",
                                "{}\uFEFF",
                                "// c\n1",
                                "/* c */ 1",
                                "# c\n1",
                                "01",
                                "-01",
                                "+1",
                                ".5",
                                "1.",
                                "1e",
                                "-",
                                "0x10",
                                "1_000",
                                "tru",
                                "True",
                                "truefalse",
                                "\"a",
                                "\"a\nb\"",
                                "\"a\tb\"",
                                "\"\\x\"",
                                "\"\\u12\"",
                                "\"\\u12G4\"",
                                "[",
                                "{",
                                "{\"a",
                                "{\"a\":",
                                "\u00005",
                                "5\u0000",
                                "\u00A01",
                                "\u20281",
                                "1\f",
                                "4111 secret")
                        .map(text -> arguments(text, "not one well-formed value as RFC 8259 has it")));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    @DisplayName("anything else is refused, and a miss, by a message that shows nothing of it")
    void malformed(String text, String why) {
        assertThatThrownBy(() -> codec.encode(RawJson.of(text)))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("cannot write a io.redoubt.api.RawJson as JSON: ")
                .hasMessageContaining(why)
                .message()
                .hasSizeLessThan(400)
                .doesNotContain("4111", "secret", "\u0000");
        assertThatThrownBy(() -> codec.encode(RawJson.of(text), RAW)).hasMessageContaining(why);
        if (UTF_8.newEncoder().canEncode(text)) {
            assertThatThrownBy(() -> codec.decode(text.getBytes(UTF_8), RAW))
                    .isExactlyInstanceOf(CodecException.class)
                    .hasMessageContaining("cannot read JSON as io.redoubt.api.RawJson: ")
                    .hasMessageContaining(why);
        }
        assertThatThrownBy(() -> codec.encode(List.of(RawJson.of(text)), new TypeRef<List<RawJson>>() {}))
                .isExactlyInstanceOf(CodecException.class)
                .message()
                .hasSizeLessThan(400)
                .doesNotContain("4111", "secret", "\u0000");
    }

    @Test
    @DisplayName("bytes of another encoding are a miss")
    void encodings() {
        for (byte[] bytes : List.of(
                "{\"a\":1}".getBytes(UTF_16),
                "{\"a\":1}".getBytes(UTF_16BE),
                "{\"a\":1}".getBytes(UTF_16LE),
                "\uFEFF{}".getBytes(UTF_8),
                new byte[] {'"', (byte) 0xE9, '"'},
                new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
                new byte[] {'"', (byte) 0xC0, (byte) 0xAF, '"'},
                new byte[0])) {
            assertThatThrownBy(() -> codec.decode(bytes, RAW)).isExactlyInstanceOf(CodecException.class);
        }
    }

    @Test
    @DisplayName("what was written as another type is read as its JSON, and raw JSON as a type that it fits")
    void otherTypes() {
        assertThat(codec.decode(codec.encode(new Item("sword", 2)), RAW))
                .isEqualTo(RawJson.of("{\"name\":\"sword\",\"count\":2}"));
        assertThat(codec.decode(codec.encode("text"), RAW)).isEqualTo(RawJson.of("\"text\""));
        assertThat(codec.decode(codec.encode(List.of(1, 2)), RAW)).isEqualTo(RawJson.of("[1,2]"));
        assertThat(codec.decode(codec.encode(RawJson.of("{\"count\":2, \"name\":\"sword\"}")), TypeRef.of(Item.class)))
                .isEqualTo(new Item("sword", 2));
        assertThat(codec.decode(codec.encode(RawJson.of("{\"a\":[1]}")), new TypeRef<Map<String, List<Integer>>>() {}))
                .isEqualTo(Map.of("a", List.of(1)));
        assertThatThrownBy(() -> codec.decode(codec.encode(RawJson.of("[1]")), TypeRef.of(Item.class)))
                .isExactlyInstanceOf(CodecException.class);
    }

    @Test
    @DisplayName("it is as strict on a lenient mapper, and as strict as that about duplicates and limits")
    void mappers() {
        JsonCodec lenient = JsonCodec.on(JsonMapper.builder(JsonFactory.builder()
                        .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                        .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                        .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(10)
                                .maxNumberLength(20)
                                .build())
                        .build())
                .build());
        for (String text : List.of("'a'", "[1,]", "NaN", "[1/* c */]", "{\"a\":[1,],}")) {
            assertThatThrownBy(() -> lenient.encode(RawJson.of(text)))
                    .isExactlyInstanceOf(CodecException.class)
                    .hasMessageContaining("RFC 8259");
            assertThatThrownBy(() -> lenient.decode(text.getBytes(UTF_8), RAW)).hasMessageContaining("RFC 8259");
            assertThatThrownBy(
                            () -> lenient.decode(("[" + text + "]").getBytes(UTF_8), new TypeRef<List<RawJson>>() {}))
                    .isExactlyInstanceOf(CodecException.class);
        }
        assertThat(lenient.encode(RawJson.of("[".repeat(10) + "]".repeat(10)))).hasSize(20);
        assertThatThrownBy(() -> lenient.encode(RawJson.of("[".repeat(11) + "]".repeat(11))))
                .hasMessageContaining("depth (11)");
        assertThat(lenient.encode(RawJson.of("9".repeat(20)))).hasSize(20);
        assertThatThrownBy(() -> lenient.encode(RawJson.of("9".repeat(21)))).hasMessageContaining("limit");

        JsonCodec unique = JsonCodec.on(JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build());
        assertThatThrownBy(() -> unique.encode(RawJson.of("{\"a\":1,\"a\":2}")))
                .isExactlyInstanceOf(CodecException.class);
        assertThat(unique.encode(RawJson.of("{\"a\":1,\"b\":{\"a\":2}}"))).hasSize(19);
    }
}
