package io.redoubt.test.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Another JVM")
class ChildJvmTest {

    @Test
    @DisplayName("runs a main class with options and arguments, answers, and ends by itself")
    void runs() {
        try (ChildJvm jvm = ChildJvm.start(List.of("-Dgreeting=hello"), Echo.class, "world")) {
            assertThat(jvm.line()).isEqualTo("hello world");
            jvm.send("x");
            assertThat(jvm.line()).isEqualTo("x");
            jvm.send("end");
            assertThat(jvm.awaitExit(60)).isZero();
            assertThatIllegalStateException().isThrownBy(jvm::line);
        }
    }

    @Test
    @DisplayName("stands still while suspended, goes on when resumed, and can be killed in between")
    void suspended() throws InterruptedException {
        try (ChildJvm jvm = ChildJvm.start(Echo.class, "x")) {
            jvm.line();
            jvm.suspend();
            jvm.send("ping");
            AtomicReference<String> line = new AtomicReference<>("");
            Thread reader = new Thread(() -> line.set(jvm.line()), "reader");
            reader.start();
            await().during(Duration.ofMillis(100)).until(() -> "".equals(line.get()));
            jvm.resume();
            reader.join(60_000);
            assertThat(line).hasValue("ping");
            jvm.suspend();
            jvm.kill();
            assertThat(ProcessHandle.of(jvm.pid())).isEmpty();
        }
    }

    /** Child JVM that prints each line that it reads. */
    static final class Echo {

        private Echo() {}

        public static void main(String[] args) throws IOException {
            System.out.println(System.getProperty("greeting") + " " + args[0]);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null && !line.equals("end"); line = in.readLine()) {
                System.out.println(line);
            }
        }
    }
}
