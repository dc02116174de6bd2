package io.redoubt.test.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.redoubt.test.process.ChildJvm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A port of this JVM")
final class ReservedLoopbackPortTest {

    /** First port that operating systems use for outgoing connections. */
    private static final int FIRST_EPHEMERAL_PORT = 32_768;

    /** Small range outside that of JVMs with tests, which would find no free port while this test takes them all. */
    private static final PortRange SMALL_RANGE =
            smallRange(ProcessHandle.current().pid());

    private static PortRange smallRange(long number) {
        int first = 10_000 + (int) (number % 90) * 100;
        return new PortRange(first, first + 30, 3, 10, 20);
    }

    @Test
    @DisplayName("lies where no outgoing connection takes it, nor its bus, whatever the block")
    void range() {
        PortRange usual = PortRange.DEFAULT;
        int last = usual.blocks() - 1;
        Set<Integer> all = new HashSet<>();
        for (int block = 0; block <= last; block++) {
            assertThat(all.add(usual.claimPortOf(block))).isTrue();
            usual.withBusOf(block).next(port -> {
                assertThat(all.add(port)).as("%d", port).isTrue();
                assertThat(all.add(ReservedLoopbackPort.busOf(port)))
                        .as("%d", port)
                        .isTrue();
                return false;
            });
            usual.withoutBusOf(block).next(port -> {
                assertThat(all.add(port)).as("%d", port).isTrue();
                return false;
            });
        }
        assertThat(all).allSatisfy(port -> assertThat(port).isBetween(20_000, FIRST_EPHEMERAL_PORT - 1));
    }

    @Test
    @DisplayName("is nobody else's until it is given back")
    void own() {
        try (PortPool pool = new PortPool(SMALL_RANGE, 1)) {
            Set<Integer> all = new HashSet<>();
            for (int i = 0; i < 40; i++) {
                ReservedLoopbackPort port = i % 10 == 0 ? pool.takeWithBus() : pool.take();
                assertThat(all.add(port.number()))
                        .as("%s for the second time", port)
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName("is the last to be taken again once it is given back, which happens once")
    void released() {
        try (PortPool pool = new PortPool(SMALL_RANGE, 1)) {
            ReservedLoopbackPort first = pool.take();
            first.close();
            int between = 0;
            ReservedLoopbackPort again = pool.take();
            while (again.number() != first.number()) {
                again.close();
                again = pool.take();
                between++;
            }
            assertThat(between).isGreaterThan(10);
            first.close();
            neverTaken(pool, again.number());
        }
    }

    @Test
    @DisplayName("is not one where a stranger listens")
    void strangers() throws IOException {
        try (PortPool pool = new PortPool(SMALL_RANGE, 1)) {
            ReservedLoopbackPort first = pool.take();
            try (ServerSocket stranger = new ServerSocket(first.number(), 1, InetAddress.getLoopbackAddress())) {
                first.close();
                neverTaken(pool, stranger.getLocalPort());
            }
        }
    }

    private static void neverTaken(PortPool pool, int port) {
        for (int i = 0; i < 100; i++) {
            try (ReservedLoopbackPort other = pool.take()) {
                assertThat(other.number()).isNotEqualTo(port);
            }
        }
    }

    @Test
    @DisplayName(
            "is in no block of another pool, as that of another JVM, until that is gone; there is an end to blocks")
    void exclusive() {
        int first;
        try (PortPool one = new PortPool(SMALL_RANGE, 1);
                PortPool other = new PortPool(SMALL_RANGE, 1)) {
            first = one.take().number();
            assertThat(other.take().number()).isNotEqualTo(first);
            assertThatIllegalStateException()
                    .isThrownBy(() -> {
                        while (true) {
                            other.takeWithBus();
                        }
                    })
                    .withMessageContaining("other processes have the rest");
        }
        try (PortPool later = new PortPool(SMALL_RANGE, 1)) {
            assertThat(later.take().number()).isEqualTo(first);
        }
    }

    @Test
    @DisplayName("is free for others as soon as the JVM has ended, however it did")
    void endsWithTheJvm() {
        String number = String.valueOf(ProcessHandle.current().pid());
        int port;
        try (ChildJvm jvm = ChildJvm.start(Holder.class, number)) {
            port = Integer.parseInt(jvm.line());
            try (PortPool others = new PortPool(SMALL_RANGE, 0)) {
                assertThat(others.take().number()).isNotEqualTo(port);
            }
            jvm.kill();
        }
        try (PortPool others = new PortPool(SMALL_RANGE, 0)) {
            assertThat(others.take().number()).isEqualTo(port);
        }
    }

    /** Child JVM that takes a port, prints its number and holds it until the standard input ends. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (PortPool pool = new PortPool(smallRange(Long.parseLong(args[0])), 0)) {
                System.out.println(pool.take().number());
                System.in.read();
            }
        }
    }
}
