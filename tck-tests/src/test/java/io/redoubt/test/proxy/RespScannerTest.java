package io.redoubt.test.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The scanner of RESP frames")
class RespScannerTest {

    private static final String STREAM = """
            +OK
            -ERR no
            :12
            $5
            he
            o
            $-1
            $0

            *-1
            *0
            *3
            $3
            SET
            $1
            k
            *2
            :1
            $-1
            _
            #t
            ,1.5
            (123
            !8
            ERR a
            b
            =7
            txt:abc
            %2
            +a
            :1
            +b
            *1
            :2
            ~1
            +x
            >2
            +invalidate
            *1
            $1
            k
            |1
            +ttl
            :9
            *2
            |1
            +inner
            :1
            +late
            :2
            |0
            :7
            """.replace("\n", "\r\n");

    private static final List<String> FRAMES = List.of(
            "+OK",
            "-ERR no",
            ":12",
            "$he\r\no",
            "$",
            "$",
            "*",
            "*",
            "*SET",
            "_",
            "#t",
            ",1.5",
            "(123",
            "!ERR a\r\nb",
            "=txt:abc",
            "%a",
            "~x",
            ">invalidate",
            "*ttl",
            ":7");

    private final List<String> frames = new ArrayList<>();
    private final RespScanner scanner = new RespScanner((type, head) -> frames.add(type + head));

    @ParameterizedTest(name = "pieces of {0} bytes")
    @ValueSource(ints = {1, 2, 3, 7, 64, 10_000})
    @DisplayName("finds the same frames however the stream is cut")
    void pieces(int size) {
        byte[] stream = STREAM.getBytes(ISO_8859_1);
        for (int from = 0; from < stream.length; from += size) {
            feed(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + size)));
        }
        assertThat(frames).isEqualTo(FRAMES);
        assertThat(scanner.midFrame()).isFalse();
    }

    @Test
    @DisplayName("knows at every byte whether a frame has begun that has not ended")
    void midFrame() {
        byte[] command = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n".getBytes(ISO_8859_1);
        assertThat(scanner.midFrame()).isFalse();
        for (int i = 0; i < command.length; i++) {
            feed(new byte[] {command[i]});
            assertThat(scanner.midFrame()).as("after byte %d", i).isEqualTo(i < command.length - 1);
        }
    }

    @Test
    @DisplayName("stops after each frame")
    void stops() {
        byte[] stream = "+OK\r\n:12\r\n".getBytes(ISO_8859_1);
        assertThat(scanner.next(stream, 0, stream.length)).isEqualTo(5);
        assertThat(frames).containsExactly("+OK");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"\u0016\u0003\u0001", "GET / HTTP/1.1\r\n", "\r\n", "*x\r\n", "$\r\n", "*1\r\nx"})
    @DisplayName("is lost in what is no RESP, and finds nothing in it from then on")
    void lost(String stream) {
        feed(stream.getBytes(ISO_8859_1));
        assertThat(scanner.isNotResp()).isTrue();
        assertThat(scanner.midFrame()).isFalse();
        feed("+OK\r\n".getBytes(ISO_8859_1));
        assertThat(frames).isEmpty();
    }

    private void feed(byte[] piece) {
        int at = 0;
        while (at < piece.length) {
            at = scanner.next(piece, at, piece.length);
        }
    }
}
