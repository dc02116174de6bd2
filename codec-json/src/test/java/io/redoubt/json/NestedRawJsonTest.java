package io.redoubt.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.redoubt.api.CodecException;
import io.redoubt.api.RawJson;
import io.redoubt.api.TypeRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Raw JSON within other values of the JSON codec")
final class NestedRawJsonTest {

    private static final TypeRef<List<RawJson>> LIST = new TypeRef<>() {};
    private static final RawJson EXOTIC =
            RawJson.of("{ \"b\" : [1E400, 0.10,-0 ], \"a\":\"\\u0041\\/\u20AC\uD83D\uDE80\",\n\"a\": null }");

    private final JsonCodec codec = JsonCodec.create();

    record Event(
            String name,
            RawJson payload,
            Instant at,
            @Nullable RawJson context) {}

    sealed interface Message {}

    record Text(String text) implements Message {}

    record Custom(RawJson payload, List<RawJson> more) implements Message {}

    /** Bean with setters, which Jackson reads in another way than records. */
    static final class Bean {

        private RawJson first = RawJson.of("0");
        private int number;

        public RawJson getFirst() {
            return first;
        }

        public void setFirst(RawJson first) {
            this.first = first;
        }

        public int getNumber() {
            return number;
        }

        public void setNumber(int number) {
            this.number = number;
        }
    }

    record Any(Object value) {}

    static Stream<Arguments> values() {
        Map<String, RawJson> map = new LinkedHashMap<>();
        map.put("\u20AC", EXOTIC);
        map.put("n", RawJson.of("12"));
        return Stream.of(
                arguments(List.of(EXOTIC), LIST),
                arguments(
                        List.of(RawJson.of("1"), EXOTIC, RawJson.of("\"\""), RawJson.of("true"), RawJson.of("[]")),
                        LIST),
                arguments(Arrays.asList(RawJson.of("1"), null, RawJson.of("-1.50")), LIST),
                arguments(List.of(List.of(EXOTIC), List.of()), new TypeRef<List<List<RawJson>>>() {}),
                arguments(map, new TypeRef<Map<String, RawJson>>() {}),
                arguments(Optional.of(EXOTIC), new TypeRef<Optional<RawJson>>() {}),
                arguments(Optional.of(RawJson.of("5")), new TypeRef<Optional<RawJson>>() {}),
                arguments(new Event("\u00E9", EXOTIC, Instant.EPOCH, null), TypeRef.of(Event.class)),
                arguments(new Event("x", RawJson.of("[]"), Instant.EPOCH, EXOTIC), TypeRef.of(Event.class)),
                arguments(new Custom(EXOTIC, List.of(EXOTIC, EXOTIC)), TypeRef.of(Message.class)),
                arguments(
                        List.of(new Text("a"), new Custom(RawJson.of("{\"@type\":\"Text\"}"), List.of())),
                        new TypeRef<List<Message>>() {}));
    }

    @ParameterizedTest
    @MethodSource("values")
    @DisplayName("comes back as it was")
    void roundTrip(Object value, TypeRef<?> type) {
        byte[] bytes = codec.encode(value, type);
        assertThat((Object) codec.decode(bytes, type)).isEqualTo(value);
    }

    @Test
    @DisplayName("is written as it is")
    void written() {
        assertThat(codec.encode(List.of(EXOTIC, RawJson.of("1")), LIST))
                .asString(UTF_8)
                .isEqualTo("[" + EXOTIC.text() + ",1]");
    }

    @Test
    @DisplayName("comes back as it was from arrays and beans")
    void arraysAndBeans() {
        RawJson[] array = {EXOTIC, RawJson.of("1")};
        assertThat(codec.decode(codec.encode(array), TypeRef.of(RawJson[].class)))
                .containsExactly(array);
        Bean bean = new Bean();
        bean.setFirst(EXOTIC);
        bean.setNumber(7);
        Bean read = codec.decode(codec.encode(bean), TypeRef.of(Bean.class));
        assertThat(read.getFirst()).isEqualTo(EXOTIC);
        assertThat(read.getNumber()).isEqualTo(7);
    }

    @Test
    @DisplayName("comes back as it was wherever it stands in a long text")
    void everyPosition() {
        Random random = new Random(20_261_129);
        for (int round = 0; round < 20; round++) {
            List<RawJson> list = new ArrayList<>();
            for (int i = 0; i < 1_500; i++) {
                list.add(RawJson.of(value(random, 3)));
            }
            byte[] bytes = codec.encode(list, LIST);
            assertThat(bytes).hasSizeGreaterThan(20_000);
            assertThat(codec.decode(bytes, LIST)).isEqualTo(list);
            TypeRef<Map<String, RawJson>> type = new TypeRef<>() {};
            Map<String, RawJson> map = new LinkedHashMap<>();
            list.forEach(json -> map.put(string(random), json));
            assertThat(codec.decode(codec.encode(map, type), type)).isEqualTo(map);
        }
    }

    /** Returns JSON with white space in all places but around it. */
    private static String value(Random random, int depth) {
        int size = random.nextInt(4);
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> (random.nextBoolean() ? "-" : "") + random.nextInt(1_000) + "." + random.nextInt(100) + "e5";
            case 1 -> String.valueOf(random.nextLong());
            case 2 -> String.valueOf(random.nextBoolean());
            case 3 -> '"' + string(random) + '"';
            case 4 -> {
                List<String> elements = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    elements.add(space(random) + value(random, depth - 1) + space(random));
                }
                yield "[" + String.join(",", elements) + space(random) + "]";
            }
            default -> {
                List<String> properties = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    properties.add(space(random) + '"' + string(random) + '"' + space(random) + ":" + space(random)
                            + value(random, depth - 1) + space(random));
                }
                yield "{" + String.join(",", properties) + space(random) + "}";
            }
        };
    }

    private static String string(Random random) {
        List<String> parts = List.of("a", "\u00E9", "\u20AC", "\uD83D\uDE80", "xyz", "]", "}", ",", ":", " ");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(parts.get(random.nextInt(parts.size())));
        }
        return text.toString();
    }

    private static String space(Random random) {
        List<String> spaces = List.of("", " ", "\n", "\r\n\t");
        return spaces.get(random.nextInt(spaces.size()));
    }

    @Test
    @DisplayName("is read from JSON of other programs, without the white space around it")
    void foreign() {
        assertThat(read("[ 1 ,\n {  \"a\" : [ ] } , \"x\"\t,null,true ]"))
                .isEqualTo(Arrays.asList(
                        RawJson.of("1"),
                        RawJson.of("{  \"a\" : [ ] }"),
                        RawJson.of("\"x\""),
                        null,
                        RawJson.of("true")));
        assertThat(codec.decode(" 12 ".getBytes(UTF_8), new TypeRef<Optional<RawJson>>() {}))
                .contains(RawJson.of("12"));
        String event = "\uFEFF{\"name\":\"x\", \"payload\" : {\"a\": 1} , \"new\":[], \"at\":\"1970-01-01T00:00:00Z\"}";
        assertThat(codec.decode(event.getBytes(UTF_8), TypeRef.of(Event.class)))
                .isEqualTo(new Event("x", RawJson.of("{\"a\": 1}"), Instant.EPOCH, null));
    }

    private List<RawJson> read(String json) {
        return codec.decode(json.getBytes(UTF_8), LIST);
    }

    @Test
    @DisplayName("is read as equivalent JSON, with all digits, where only a later property tells the class")
    void buffered() {
        String name = "NestedRawJsonTest$Custom";
        String json =
                "{\"payload\": { \"b\" : [1E400, 0.10, 123456789012345678901234567890 , -0.0],\"a\":\"\\u0041\" },"
                        + "\"more\":[ 1.50 ,\"x\", true, null, [ ] ],\"@type\":\"" + name + "\"}";
        List<RawJson> more =
                Arrays.asList(RawJson.of("1.50"), RawJson.of("\"x\""), RawJson.of("true"), null, RawJson.of("[]"));
        assertThat(codec.decode(json.getBytes(UTF_8), TypeRef.of(Message.class)))
                .isEqualTo(new Custom(
                        RawJson.of("{\"b\":[1E400,0.10,123456789012345678901234567890,-0.0],\"a\":\"A\"}"), more));
    }

    @Test
    @DisplayName("is read as equivalent JSON from UTF-16, which other programs may write")
    void otherEncoding() {
        assertThat(codec.decode("[{ \"a\" : 1.10 }, 2]".getBytes(UTF_16), LIST))
                .containsExactly(RawJson.of("{\"a\":1.10}"), RawJson.of("2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" 1", "1 ", "\n{}", "[]\t"})
    @DisplayName("is refused with white space around it, which would be lost")
    void space(String text) {
        assertThatThrownBy(() -> codec.encode(List.of(RawJson.of(text)), LIST))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("white space")
                .hasMessageContaining("strip it");
        assertThatThrownBy(() -> codec.encode(Optional.of(RawJson.of(text)), new TypeRef<Optional<RawJson>>() {}))
                .isExactlyInstanceOf(CodecException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "", "1,2", "1],[2", "1}", "\"a\":1", "1,\"context\":2"})
    @DisplayName("is refused if it is not one value, and cannot change what is around it")
    void injected(String text) {
        RawJson json = RawJson.of(text);
        assertThatThrownBy(() -> codec.encode(List.of(json), LIST)).isExactlyInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.encode(new Event("x", json, Instant.EPOCH, null)))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("io.redoubt.api.RawJson");
    }

    @Test
    @DisplayName("is refused if it is nested too deeply together with what is around it")
    void depth() {
        RawJson deep = RawJson.of("[".repeat(498) + "]".repeat(498));
        TypeRef<List<List<RawJson>>> type = new TypeRef<>() {};
        assertThat(codec.decode(codec.encode(List.of(List.of(deep)), type), type))
                .containsExactly(List.of(deep));
        RawJson deeper = RawJson.of("[".repeat(499) + "]".repeat(499));
        assertThatThrownBy(() -> codec.encode(List.of(List.of(deeper)), type))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("depth (501)");
    }

    @Test
    @DisplayName("is refused where the declared type is another, or a key of a map")
    void otherTypes() {
        assertThatThrownBy(() -> codec.encode(new Any(RawJson.of("{}"))))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("declared as Object");
        assertThatThrownBy(() -> codec.encode(RawJson.of("{}"), TypeRef.of(Object.class)))
                .isExactlyInstanceOf(CodecException.class);
        assertThatThrownBy(() -> codec.encode(Map.of(RawJson.of("1"), 1), new TypeRef<Map<RawJson, Integer>>() {}))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("use its text");
        assertThatThrownBy(() -> codec.encode(Map.of(RawJson.of("1"), 1)))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining("use its text");
    }
}
