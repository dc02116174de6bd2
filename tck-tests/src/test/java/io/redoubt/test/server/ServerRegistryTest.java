package io.redoubt.test.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Servers of a JVM that shuts down")
class ServerRegistryTest {

    @TempDir
    Path temporary;

    @Test
    @DisplayName("are stopped with it, including servers that a test starts during the shutdown")
    void endWithTheJvm() throws Exception {
        File output = temporary.resolve("output").toFile();
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndingJvm.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertThat(jvm.waitFor(120, TimeUnit.SECONDS)).isTrue();
        List<ProcessHandle> orphans = orphans();
        orphans.forEach(ProcessHandle::destroyForcibly);
        assertThat(orphans).isEmpty();
        assertThat(leftBehind()).isEmpty();
        assertThat(output).content().contains("Redoubt tests run on", "the JVM is ending");
    }

    private List<ProcessHandle> orphans() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").startsWith(temporary.toString()))
                .toList();
    }

    private List<Path> leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("redoubt-tck-"))
                    .toList();
        }
    }

    /** Program that starts servers in a loop, closes none, and continues during its shutdown. */
    static final class EndingJvm {

        private EndingJvm() {}

        public static void main(String[] args) throws InterruptedException {
            CountDownLatch someRun = new CountDownLatch(3);
            CountDownLatch refused = new CountDownLatch(1);
            Thread starter = new Thread(
                    () -> {
                        while (refused.getCount() > 0) {
                            try {
                                RedisServers.start(ServerOptions.defaults());
                                someRun.countDown();
                            } catch (RuntimeException e) { // also from a server stopped while connecting
                                System.out.println(e.getMessage());
                                if (String.valueOf(e.getMessage()).contains("the JVM is ending")) {
                                    refused.countDown();
                                }
                            }
                        }
                    },
                    "starter");
            starter.setDaemon(true);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitPatiently(refused), "somebody-elses-hook"));
            starter.start();
            someRun.await();
            System.exit(0);
        }

        private static void awaitPatiently(CountDownLatch latch) {
            try {
                latch.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
