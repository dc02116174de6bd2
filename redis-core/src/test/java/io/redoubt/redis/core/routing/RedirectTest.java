package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Reply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A redirection")
final class RedirectTest {

    private static final Node ASKED = new Node("asked", 7000);

    @Test
    @DisplayName("names its slot and the other node, IPv6 included")
    void elsewhere() {
        assertThat(read("MOVED 3999 127.0.0.1:6381"))
                .isEqualTo(new Redirect(Redirect.Kind.MOVED, 3999, new Node("127.0.0.1", 6381)));
        assertThat(read("ASK 0 redis-1.example.com:1"))
                .isEqualTo(new Redirect(Redirect.Kind.ASK, 0, new Node("redis-1.example.com", 1)));
        assertThat(read("MOVED 16383 ::1:65535"))
                .isEqualTo(new Redirect(Redirect.Kind.MOVED, 16_383, new Node("::1", 65_535)));
    }

    @Test
    @DisplayName("means the host that was asked where it names none")
    void sameHost() {
        assertThat(read("MOVED 1 :7001")).isEqualTo(new Redirect(Redirect.Kind.MOVED, 1, new Node("asked", 7001)));
        assertThat(read("MOVED 1 ?:7001")).isEqualTo(new Redirect(Redirect.Kind.MOVED, 1, new Node("asked", 7001)));
    }

    @Test
    @DisplayName("may be to try the same again")
    void same() {
        assertThat(read("TRYAGAIN Multiple keys request during rehashing of slot"))
                .isEqualTo(new Redirect(Redirect.Kind.TRYAGAIN, -1, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR no such key",
                "MOVED",
                "MOVED 1",
                "MOVED 1 host",
                "MOVED x host:1",
                "MOVED 16384 host:1",
                "MOVED -1 host:1",
                "MOVED 1 host:0",
                "MOVED 1 host:65536",
                "ASK 1 host:x",
                "CLUSTERDOWN The cluster is down"
            })
    @DisplayName("is not made of anything else")
    void none(String line) {
        assertThat(read(line)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "READONLY You can't write against a read only replica.",
                "MASTERDOWN Link with MASTER is down",
                "CLUSTERDOWN The cluster is down",
                "ERR Error running script (call to f_1): @user_script:1: -READONLY You can't write"
            })
    @DisplayName("is no redirection, but a hint that there is another master, in these refusals")
    void notMaster(String line) {
        assertThat(Redirect.indicatesOtherMaster(Reply.Refusal.parse(line))).isTrue();
        assertThat(Redirect.indicatesOtherMaster(Reply.Refusal.parse("ERR syntax error")))
                .isFalse();
    }

    private static @Nullable Redirect read(String line) {
        return Redirect.parse(Reply.Refusal.parse(line), ASKED);
    }
}
