package io.redoubt.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.CodecException;
import io.redoubt.api.TypeRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

@DisplayName("The JSON codec")
final class JsonCodecForeignTest {

    private static final TypeRef<String> STRING = TypeRef.of(String.class);

    private final JsonCodec codec = JsonCodec.create();

    record Item(String name, int count) {}

    record Wrapper(Object anything) {}

    /** Class whose instantiation would be an attacker's goal; counts its instances. */
    static final class Gadget {

        static final AtomicInteger MADE = new AtomicInteger();

        public String name = "";

        Gadget() {
            MADE.incrementAndGet();
        }
    }

    /** Class without visible properties, so that nothing of its state would be stored. */
    static final class NothingToWrite {

        private final int hidden;

        NothingToWrite(int hidden) {
            this.hidden = hidden;
        }

        @Override
        public String toString() {
            return "hidden " + hidden;
        }
    }

    record Scores(int count, long total, boolean done, Rank rank, String name) {}

    enum Rank {
        NOVICE,
        MASTER
    }

    /** Class whose accessors reject ages below 100. */
    static final class Picky {

        private int age = -1;

        public int getAge() {
            return checked(age);
        }

        public void setAge(int age) {
            this.age = checked(age);
        }

        private static int checked(int age) {
            if (age < 100) {
                throw new IllegalStateException("no age " + age);
            }
            return age;
        }
    }

    @Nested
    @DisplayName("reads what somebody else wrote")
    final class Foreign {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "hello",
                    "42",
                    "null",
                    "true",
                    "{\"a\":1}",
                    "[1",
                    "\"",
                    "\"half",
                    "half\"",
                    "\"a\" and \"b\"",
                    "\"bad \\x escape\"",
                    "\u20AC",
                    "\uD83D\uDE00",
                    "a\nb",
                    "\"a\nb\""
                })
        @DisplayName("as text, as it stands, where it is not a JSON string")
        void text(String value) {
            assertThat(codec.decode(value.getBytes(UTF_8), STRING)).isEqualTo(value);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {"\"x\"|x", "\"\"|``", "\"\\u20ac\"|\u20AC", "\"\\ud83d\\ude00\"|\uD83D\uDE00", "\"a\\/b\"|a/b"
                })
        @DisplayName("as the text that it means, where it is a JSON string")
        void jsonString(String json, String text) {
            assertThat(codec.decode(json.getBytes(UTF_8), STRING)).isEqualTo(text);
        }

        @Test
        @DisplayName("with spaces around it, and properties that it does not know or does not find")
        void lenient() {
            assertThat(read(" {\"name\":\"a\",\"new\":{\"x\":[1]},\"count\":2}\n", Item.class))
                    .isEqualTo(new Item("a", 2));
            assertThat(read("{\"count\":2}", Item.class).count()).isEqualTo(2);
            assertThat(read("42", Double.class)).isEqualTo(42.0);
        }

        @Test
        @DisplayName("without a type, as maps, lists, numbers and text")
        void untyped() {
            assertThat(read("{\"a\":[1,\"x\",null]}", Object.class)).isInstanceOf(Map.class);
        }
    }

    @Nested
    @DisplayName("refuses with a CodecException")
    final class Refuses {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "{",
                    "{\"name\":",
                    "{\"name\":\"a\"",
                    "{\"name\":\"a\",\"count\":2}x",
                    "{\"name\":\"a\",\"count\":2}{}",
                    "[]",
                    "42",
                    "\"text\"",
                    "null",
                    "{\"count\":\"x\"}",
                    "{\"count\":[]}",
                    "{\"count\":99999999999}",
                    "{\"count\":null}",
                    "{'count':1}",
                    "{\"count\":01}",
                    "NaN",
                    "// c\n{}"
                })
        @DisplayName("what is not JSON, cut off, followed by something, null or of another type")
        void wrong(String json) {
            assertThatThrownBy(() -> read(json, Item.class))
                    .isExactlyInstanceOf(CodecException.class)
                    .hasMessageContaining(Item.class.getName());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"count\":1.9}",
                    "{\"count\":\"42\"}",
                    "{\"count\":true}",
                    "{\"total\":1.0E19}",
                    "{\"total\":\"\"}",
                    "{\"done\":1}",
                    "{\"done\":\"true\"}",
                    "{\"rank\":1}",
                    "{\"rank\":\"\"}",
                    "{\"rank\":\"LORD\"}",
                    "{\"rank\":\"novice\"}",
                    "{\"name\":{}}"
                })
        @DisplayName("what is nearly of the type, rather than bending it: 1.9 is no int, and 1 is no enum constant")
        void nearly(String json) {
            assertThatThrownBy(() -> read(json, Scores.class)).isInstanceOf(CodecException.class);
        }

        @Test
        @DisplayName("JSON null for every type but Optional, and text that is not JSON for every type but text")
        void nulls() {
            assertThatThrownBy(() -> read("null", Integer.class)).isInstanceOf(CodecException.class);
            assertThatThrownBy(() -> read("null", int.class)).isInstanceOf(CodecException.class);
            assertThatThrownBy(() -> read("null", Object.class)).isInstanceOf(CodecException.class);
            assertThatThrownBy(() -> read("plain", Object.class)).isInstanceOf(CodecException.class);
            assertThatThrownBy(() -> read("plain", Instant.class)).isInstanceOf(CodecException.class);
        }

        @Test
        @DisplayName("bytes that are not UTF-8, as text and in JSON")
        void notUtf8() {
            byte[][] wrong = {{(byte) 0xFF}, {'a', (byte) 0xC3}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0x80}
            };
            for (byte[] bytes : wrong) {
                assertThatThrownBy(() -> codec.decode(bytes, STRING))
                        .as("text of %s", bytes)
                        .isInstanceOf(CodecException.class);
                assertThatThrownBy(() -> codec.decode(quoted(bytes), STRING))
                        .as("quoted text of %s", bytes)
                        .isInstanceOf(CodecException.class);
                assertThatThrownBy(() -> codec.decode(quoted(bytes), TypeRef.of(Object.class)))
                        .as("JSON string of %s", bytes)
                        .isInstanceOf(CodecException.class);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"[", "{\"a\":"})
        @DisplayName("nesting that would overflow the stack")
        void bomb(String open) {
            byte[] bomb = open.repeat(1_000_000).getBytes(UTF_8);

            assertThatThrownBy(() -> codec.decode(bomb, TypeRef.of(Object.class)))
                    .isInstanceOf(CodecException.class);
            assertThatThrownBy(() -> codec.decode(bomb, TypeRef.of(Item.class))).isInstanceOf(CodecException.class);
        }

        @Test
        @DisplayName("a number whose digits would take for ever")
        void numberBomb() {
            assertThatThrownBy(() -> read("9".repeat(10_000_000), java.math.BigInteger.class))
                    .isInstanceOf(CodecException.class);
            assertThatThrownBy(() -> read("1e1000000000", java.math.BigInteger.class))
                    .isInstanceOf(CodecException.class);
        }

        @Test
        @DisplayName("values that their own class or collection refuses")
        void refusedByTheType() {
            assertThatThrownBy(() -> read("{\"age\":1}", Picky.class)).isInstanceOf(CodecException.class);
            assertThatThrownBy(() -> codec.decode("[1,\"a\"]".getBytes(UTF_8), new TypeRef<TreeSet<Object>>() {}))
                    .isInstanceOf(CodecException.class);
        }

        @Test
        @DisplayName("to write what has no end, no JSON, or fails while it is read")
        void encode() {
            List<Object> cycle = new ArrayList<>();
            cycle.add(cycle);
            Map<String, Object> first = new HashMap<>();
            first.put("second", new HashMap<>(Map.of("first", first)));

            refused(cycle);
            refused(first);
            refused(new Picky());
            refused(new Object());
            refused(Map.of("a", new NothingToWrite(7)));
        }

        private void refused(Object value) {
            assertThatThrownBy(() -> codec.encode(value))
                    .isExactlyInstanceOf(CodecException.class)
                    .hasMessageContaining("cannot write a " + value.getClass().getName())
                    .message()
                    .hasSizeLessThan(1000);
        }

        private static byte[] quoted(byte[] bytes) {
            byte[] quoted = new byte[bytes.length + 2];
            quoted[0] = '"';
            System.arraycopy(bytes, 0, quoted, 1, bytes.length);
            quoted[quoted.length - 1] = '"';
            return quoted;
        }
    }

    @Nested
    @DisplayName("never makes an object of a class that the bytes name")
    final class NoGadgets {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"@class\":\"%s\",\"name\":\"x\"}",
                    "{\"@type\":\"%s\",\"name\":\"x\"}",
                    "[\"%s\",{\"name\":\"x\"}]",
                    "{\"%s\":{\"name\":\"x\"}}",
                    "{\"anything\":{\"@class\":\"%s\"}}",
                    "{\"anything\":[\"%s\",{}]}"
                })
        @DisplayName("however they name it, and whatever the reader asks for")
        void gadgets(String json) {
            byte[] bytes = json.formatted(Gadget.class.getName()).getBytes(UTF_8);
            for (TypeRef<?> type : List.of(
                    TypeRef.of(Object.class),
                    TypeRef.of(Map.class),
                    TypeRef.of(List.class),
                    TypeRef.of(Wrapper.class),
                    STRING,
                    new TypeRef<List<Object>>() {})) {
                try {
                    Object value = codec.decode(bytes, type);
                    assertThat(value).isNotInstanceOf(Gadget.class);
                } catch (CodecException e) {
                    // a rejection is as good as a value of another class
                    assertThat(e).hasMessageContaining("cannot read");
                }
            }
            assertThat(Gadget.MADE).hasValue(0);
        }
    }

    @Test
    @DisplayName(
            "tells whatever a module of the application's mapper throws as a CodecException, and nothing of the value")
    void anyException() {
        JsonCodec own = JsonCodec.on(JsonMapper.builder()
                .addModule(new SimpleModule()
                        .addDeserializer(Item.class, new FailingReader<>())
                        .addSerializer(Item.class, new FailingWriter())
                        .addDeserializer(String.class, new FailingReader<>()))
                .build());

        assertThatThrownBy(() -> own.decode("7".getBytes(UTF_8), TypeRef.of(Item.class)))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining(Item.class.getName())
                .hasMessageContaining(ArrayIndexOutOfBoundsException.class.getName())
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> own.encode(new Item("a", 1)))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining(Item.class.getName())
                .hasMessageContaining(ArrayIndexOutOfBoundsException.class.getName())
                .hasMessageNotContaining("secret");
        assertThat(own.decode("\"a\"".getBytes(UTF_8), STRING)).isEqualTo("\"a\"");
    }

    /** Deserializer that throws an exception that Jackson does not wrap. */
    private static final class FailingReader<T> extends ValueDeserializer<T> {

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            throw new ArrayIndexOutOfBoundsException("secret");
        }
    }

    /** Serializer that throws an exception that Jackson does not wrap. */
    private static final class FailingWriter extends ValueSerializer<Item> {

        @Override
        public void serialize(Item value, JsonGenerator generator, SerializationContext context) {
            throw new ArrayIndexOutOfBoundsException("secret");
        }
    }

    @Test
    @DisplayName("uses a mapper of the application's, if it is given one")
    void ownMapper() {
        JsonCodec own = JsonCodec.on(JsonMapper.builder()
                .enable(tools.jackson.databind.SerializationFeature.INDENT_OUTPUT)
                .build());

        assertThat(own.encode(Map.of("a", 1))).asString(UTF_8).contains("\n");
        assertThat(own.decode("\"x\"".getBytes(UTF_8), STRING)).isEqualTo("x");
    }

    private <T> T read(String json, Class<T> type) {
        return codec.decode(json.getBytes(UTF_8), TypeRef.of(type));
    }
}
