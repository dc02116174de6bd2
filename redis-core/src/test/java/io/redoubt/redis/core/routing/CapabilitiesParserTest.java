package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.core.driver.Capabilities;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The parser of a server's capabilities")
final class CapabilitiesParserTest {

    @Test
    @DisplayName("passes over commands without a name")
    void withoutName() {
        Reply commands = new Reply.Array(List.of(
                new Reply.Array(List.of()),
                new Reply.Array(List.of(new Reply.Int(1))),
                new Reply.Int(2),
                new Reply.Array(List.of(text("get")))));
        assertThat(CapabilitiesParser.parse(List.of(text("redis_version:7.2.4\r\n"), commands)))
                .isEqualTo(new Capabilities("redis", "7.2.4", Set.of("GET")));
    }

    @Test
    @DisplayName("knows nothing of a server whose replies are of other types")
    void otherTypes() {
        assertThat(CapabilitiesParser.parse(List.of(new Reply.Int(1), Reply.Nil.NIL)))
                .isEqualTo(new Capabilities("redis", "", Set.of()));
    }

    private static Reply text(String text) {
        return Reply.Data.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
