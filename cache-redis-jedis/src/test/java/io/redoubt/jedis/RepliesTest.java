package io.redoubt.jedis;

import static io.redoubt.jedis.Opened.command;
import static io.redoubt.jedis.Opened.patient;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RedisServers;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A reply")
final class RepliesTest {

    @ParameterizedTest
    @DisplayName("that is an error is the server's line, for every error that Jedis has an exception of its own for")
    @ValueSource(
            strings = {
                "MOVED 3999 127.0.0.1:6381",
                "ASK 3999 127.0.0.1:6381",
                "CLUSTERDOWN The cluster is down",
                "BUSY Redis is busy",
                "NOSCRIPT No matching script",
                "NOAUTH Authentication required.",
                "WRONGPASS invalid",
                "NOPERM no",
                "NOPROTO no",
                "WRONGTYPE wrong",
                "CUSTOM what"
            })
    void errors(String line) {
        try (Opened driver = Opened.to(RedisServers.shared())) {
            Reply.Refusal refusal = Reply.Refusal.parse(line);
            assertThat(driver.execute(command("EVAL", "return redis.error_reply(ARGV[1])", "0", line), patient()))
                    .isEqualTo(refusal);
            assertThat(driver.execute(command("EVAL", "return {redis.error_reply(ARGV[1])}", "0", line), patient()))
                    .isEqualTo(new Reply.Array(List.of(refusal)));
            assertThat(Opened.text(driver.execute(command("PING"), patient()))).isEqualTo("PONG");
        }
    }

    @Test
    @DisplayName("nests")
    void nested() {
        try (Opened driver = Opened.to(RedisServers.shared())) {
            Reply reply = driver.execute(command("EVAL", "return {1, false, {-5, {}}}", "0"), patient());
            assertThat(reply)
                    .isEqualTo(new Reply.Array(List.of(
                            new Reply.Int(1),
                            Reply.Nil.NIL,
                            new Reply.Array(List.of(new Reply.Int(-5), new Reply.Array(List.of()))))));
        }
    }
}
