package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A library is used in its home alone;")
final class LibrariesTest {

    private static final Fixture FIXTURE = Fixture.of("libraries");

    @ParameterizedTest
    @EnumSource(Libraries.class)
    @DisplayName("this holds in production")
    void production(Libraries library) {
        Production.keeps(library.rule());
    }

    @ParameterizedTest
    @CsvSource({
        "LETTUCE, cache.UsesLettuce cache.UsesNetty jedis.UsesReactor",
        "JEDIS, redis.core.UsesJedis lettuce.UsesPool",
        "JACKSON, session.UsesJackson api.UsesJacksonAnnotations",
        "SERVLET, health.UsesServlet",
        "CAFFEINE, cache.UsesCaffeine"
    })
    @DisplayName("this fires on every stranger who uses it, and on nobody else")
    void fires(Libraries library, String culprits) {
        String[] expected = culprits.split(" ", -1);
        assertThat(FIXTURE.violationsOf(library.rule()))
                .allMatch(line -> Arrays.stream(expected).anyMatch(line::contains))
                .satisfies(lines -> assertThat(expected)
                        .allMatch(culprit -> lines.stream().anyMatch(line -> line.contains(culprit))));
    }

    @Test
    @DisplayName("its message names library and home")
    void message() {
        assertThat(FIXTURE.messageOf(Libraries.LETTUCE.rule()))
                .contains("lie in io.lettuce.., io.netty.., reactor..")
                .contains("because its home is ..io.redoubt.lettuce..");
    }
}
