package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The known name that is similar to a misspelled one")
final class SimilarNamesTest {

    private static final List<String> KNOWN = List.of("chat", "api", "combat", "combats", "log-in");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "caht, chat", // swapped
        "cht, chat", // missing
        "chaat, chat", // added
        "chot, chat", // replaced
        "chat, chat",
        "cahtt, chat", // two differences in five characters
        "chxx,", // two in four
        "commbta, combat",
        "combatt, combat", // as near as combats, and before it
        "ocmbta, combat",
        "cmbxxt,", // three
        "login, log-in",
        "'',",
        "movement,"
    })
    @DisplayName("has up to two differences, in short names one")
    void closest(String name, @Nullable String expected) {
        assertThat(SimilarNames.closest(name, KNOWN).orElse(null)).isEqualTo(expected);
    }
}
