package io.redoubt.test.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redoubt.test.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Servers of a JVM that was killed")
class OrphanReaperTest {

    @TempDir
    Path temporary;

    @Test
    @DisplayName(
            "are killed and their directories removed by the next JVM that starts one; those of a live JVM are not")
    void removed() throws IOException {
        List<String> options = List.of("-Djava.io.tmpdir=" + temporary);
        try (ChildJvm killed = ChildJvm.start(options, Owner.class);
                ChildJvm living = ChildJvm.start(options, Owner.class)) {
            long orphan = serverOf(killed);
            long owned = serverOf(living);
            killed.kill();
            assertThat(ProcessHandle.of(orphan)).isPresent();
            try (ChildJvm next = ChildJvm.start(options, Owner.class)) {
                serverOf(next);
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> ProcessHandle.of(orphan).isEmpty());
                assertThat(ProcessHandle.of(owned)).isPresent();
                next.send("end");
                assertThat(next.awaitExit(60)).isZero();
            }
            living.send("end");
            assertThat(living.awaitExit(60)).isZero();
            assertThat(ProcessHandle.of(owned)).isEmpty();
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("redoubt-tck-")))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("are left alone if their directory names no owner, or if it is of another PID namespace")
    void leftAlone() throws IOException {
        Path unsigned = Files.createDirectory(temporary.resolve("redoubt-tck-1"));
        Path elsewhere = Files.createDirectory(temporary.resolve("redoubt-tck-2"));
        Files.write(elsewhere.resolve(OrphanReaper.OWNER_FILE), List.of("pid:[another]", "1 1"));
        Path garbage = Files.createDirectory(temporary.resolve("redoubt-tck-3"));
        Files.write(garbage.resolve(OrphanReaper.OWNER_FILE), List.of(ProcessIdentity.namespace(), "x"));
        Path foreign = Files.createDirectory(temporary.resolve("something-else"));
        Files.write(foreign.resolve(OrphanReaper.OWNER_FILE), List.of(ProcessIdentity.namespace(), "1 1"));
        Path orphaned = Files.createDirectory(temporary.resolve("redoubt-tck-4"));
        Files.write(orphaned.resolve(OrphanReaper.OWNER_FILE), List.of(ProcessIdentity.namespace(), "1 1"));
        OrphanReaper.removeOrphans(temporary);
        assertThat(List.of(unsigned, elsewhere, garbage, foreign)).allMatch(Files::exists);
        assertThat(orphaned).doesNotExist();
    }

    @Test
    @DisplayName("are not mistaken for a later process with the same id")
    void identity() {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());
        assertThat(ProcessIdentity.parse(self.line())).isEqualTo(self);
        assertThat(self.find()).contains(ProcessHandle.current());
        assertThat(new ProcessIdentity(self.pid(), self.start() - 1).find()).isEmpty();
    }

    private static long serverOf(ChildJvm jvm) {
        String line = jvm.line();
        while (!line.startsWith("pid ")) {
            line = jvm.line();
        }
        return Long.parseLong(line.substring("pid ".length()));
    }

    /** Program that starts a server and exits when it gets input. */
    static final class Owner {

        private Owner() {}

        public static void main(String[] args) throws IOException {
            RedisServer server = RedisServers.start(ServerOptions.defaults());
            System.out.println("pid " + server.pid());
            System.exit(System.in.read() < 0 ? 1 : 0);
        }
    }
}
