package io.redoubt.api.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The metadata of a session")
final class SessionFieldValidationTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.1", "a\nb", "{", "\uD83D\uDE80", "\uFFFD"})
    @DisplayName("is any text")
    void any(String text) {
        assertThat(NewSession.of("user").metadata("agent", text).metadata()).containsEntry("agent", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "a\uDE80", "a\uD83Db", "\uDE80\uD83D"})
    @DisplayName("is refused if half a surrogate pair is in it, which no encoder would give back")
    void halfPair(String text) {
        assertThatThrownBy(() -> NewSession.of("user").metadata("agent", text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'agent'")
                .hasMessageContaining("half a surrogate pair");
        assertThatThrownBy(() -> SessionUpdate.none().metadata("agent", text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("half a surrogate pair");
    }

    @Test
    @DisplayName("has up to 1024 bytes of UTF-8")
    void length() {
        String longest = "\uD83D\uDE80".repeat(NewSession.MAX_METADATA_BYTES / 4);
        assertThat(NewSession.of("user").metadata("agent", longest).metadata()).containsEntry("agent", longest);
        assertThatThrownBy(() -> NewSession.of("user").metadata("agent", longest + "x"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("longer than " + NewSession.MAX_METADATA_BYTES);
    }

    @Test
    @DisplayName("of a bad name is refused by a message that shows the name in part, and harmlessly")
    void badName() {
        assertThatThrownBy(() -> NewSession.of("user").metadata("\n".repeat(100), "\uD83D"))
                .isInstanceOf(InvalidInputException.class)
                .message()
                .hasSizeLessThan(300)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z_9.-", "characterId"})
    @DisplayName("has names of letters, digits and _ . -, up to 64")
    void metadataNames(String name) {
        String longest = name + "x".repeat(NewSession.MAX_METADATA_NAME_LENGTH - name.length());
        for (String each : List.of(name, longest)) {
            assertThat(NewSession.of("user").metadata(each, "x").metadata()).containsOnlyKeys(each);
            assertThat(SessionUpdate.none().metadata(each, "x").metadata()).containsOnlyKeys(each);
            assertThat(SessionUpdate.none().removeMetadata(each).removedMetadata())
                    .containsExactly(each);
        }
        assertMetadataNameRefused(longest + "x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "9a", "_a", "a b", "a:b", "a$b", "a[0]", "é", "a\n", "\uD83D"})
    @DisplayName("has no other names, though attributes may have them")
    void otherMetadataNames(String name) {
        assertMetadataNameRefused(name);
    }

    private static void assertMetadataNameRefused(String name) {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> NewSession.of("user").metadata(name, "x"),
                () -> SessionUpdate.none().metadata(name, "x"),
                () -> SessionUpdate.none().removeMetadata(name))) {
            assertThatThrownBy(call)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("bad name of session metadata")
                    .hasMessageContaining("1 to 64");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!",
                "~",
                "9",
                "SPRING_SECURITY_CONTEXT",
                "org.springframework.web.context.request.ServletRequestAttributes.DESTRUCTION_CALLBACK.x",
                "a.b.Outer$Inner:flash[0]{x}'\"\\*?%/"
            })
    @DisplayName("stands beside attributes, whose names are printable ASCII, up to 200 characters")
    void attributeNames(String name) {
        String longest = name + "~".repeat(NewSession.MAX_ATTRIBUTE_NAME_LENGTH - name.length());
        for (String each : List.of(name, longest)) {
            assertThat(NewSession.of("user").attribute(each, 1).attributes()).containsOnlyKeys(each);
            assertThat(SessionUpdate.none().attribute(each, 1).attributes()).containsOnlyKeys(each);
            assertThat(SessionUpdate.none().removeAttribute(each).removedAttributes())
                    .containsExactly(each);
        }
        assertAttributeNameRefused(longest + "~");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\u007F", "a\n", "\u0000", "é", "\u00A0", "\uD83D\uDE80"})
    @DisplayName("stands beside no attribute of another name")
    void otherAttributeNames(String name) {
        assertAttributeNameRefused(name);
    }

    private static void assertAttributeNameRefused(String name) {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> NewSession.of("user").attribute(name, 1),
                () -> SessionUpdate.none().attribute(name, 1),
                () -> SessionUpdate.none().removeAttribute(name))) {
            assertThatThrownBy(call)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("bad name of a session attribute")
                    .hasMessageContaining("1 to 200 printable ASCII characters")
                    .message()
                    .hasSizeLessThan(300)
                    .doesNotContain("\n", "\u0000");
        }
    }

    @SuppressWarnings("NullAway") // what an application that does not use NullAway can do
    @Test
    @DisplayName("has no name that is null, and neither has an attribute, nor a value that is")
    void nulls() {
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> NewSession.of("user").metadata(null, "x"),
                () -> NewSession.of("user").attribute(null, 1),
                () -> NewSession.of("user").attribute("hero", null),
                () -> SessionUpdate.none().attribute("hero", null))) {
            assertThatThrownBy(call).isInstanceOf(InvalidInputException.class).hasMessageContaining("null");
        }
    }

    @SuppressWarnings("NullAway") // what an application that does not use NullAway can do
    @Test
    @DisplayName("belongs to a user, whose id is called so if it is bad")
    void userId() {
        assertThatThrownBy(() -> NewSession.of("a{b"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("bad user id 'a{b'");
        assertThatThrownBy(() -> NewSession.of(null)).hasMessageContaining("the user id is null");
    }
}
