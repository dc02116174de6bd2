package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A type is public if public-types.txt lists it, and only then;")
final class PublicTypesTest {

    private static final String API = "bad.publictypes.io.redoubt.api.";

    @Test
    @DisplayName("this holds in production")
    void production() {
        assertThat(PublicList.corrections(PublicList.lines(), PublicTypes.of(Production.classes())))
                .isEmpty();
    }

    @Test
    @DisplayName("the list is sorted, and no line stands twice")
    void sorted() {
        assertThat(PublicList.lines())
                .isEqualTo(PublicList.lines().stream().distinct().sorted().toList());
    }

    @Test
    @DisplayName("this fires on public types that are not listed and on lines without a type, and says what to do")
    void fires() {
        List<String> listed = List.of(API + "Gone", API + "Inside", API + "Listed", API + "Open");
        assertThat(PublicList.corrections(
                        listed, PublicTypes.of(Fixture.of("publictypes").classes())))
                .containsExactly(
                        API + "Listed.Nested is public: make it package-private, or add this line to public-types.txt: "
                                + API + "Listed.Nested",
                        API + "Open.ForSubclasses is public: make it package-private, or add this line to"
                                + " public-types.txt: " + API + "Open.ForSubclasses",
                        API + "Unlisted is public: make it package-private, or add this line to public-types.txt: "
                                + API + "Unlisted",
                        API + "Gone is not a public type: remove this line from public-types.txt: " + API + "Gone",
                        API + "Inside is not a public type: remove this line from public-types.txt: " + API + "Inside");
    }
}
