package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PushRequest;
import io.redoubt.redis.spi.PushSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A link that is opened again after a loss")
final class KeptLinkTest {

    private static final byte[] CHANNEL = "news".getBytes(StandardCharsets.UTF_8);
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Surroundings surroundings = Surroundings.of(
            RedisSettings.builder()
                    .reconnect(new ReconnectSettings(MOMENT, MOMENT, MOMENT, ReconnectSettings.UNLIMITED))
                    .build(),
            System::nanoTime);
    private final ScriptedClient client = new ScriptedClient();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<PushSink> standing = new LinkedBlockingQueue<>();
    private final Server server = Server.of(listener -> client, surroundings, down -> {});
    private final KeptLink link = new KeptLink(
            deadline -> server,
            new PushRequest.Messages(List.of(Channel.global(CHANNEL))),
            new KeptLink.Owner() {
                @Override
                public void message(byte[] channel, byte[] payload) {
                    heard.add(new String(payload, StandardCharsets.UTF_8));
                }

                @Override
                public void lost() {
                    heard.add("(lost)");
                }

                @Override
                public void restored() {
                    heard.add("(restored)");
                }
            },
            surroundings);

    @AfterEach
    void close() {
        link.close();
        surroundings.background().close();
        surroundings.events().close();
    }

    @Test
    @DisplayName("tells so before the messages that came while the server still confirmed")
    void earlyMessages() throws Exception {
        confirms(sink -> {});
        confirms(sink -> {
            say(sink, "early");
            say(sink, "also early");
        });
        link.begin(patient());
        PushSink first = standing.take();
        say(first, "before");

        first.ended(lost());

        assertThat(heard(5)).containsExactly("before", "(lost)", "(restored)", "early", "also early");
        say(standing.take(), "later");
        assertThat(heard(1)).containsExactly("later");
    }

    @Test
    @DisplayName("tells so, and the messages, before the next loss, though that came while the server still confirmed")
    void earlyLoss() throws Exception {
        confirms(sink -> {});
        confirms(sink -> {
            say(sink, "early");
            sink.ended(lost());
        });
        confirms(sink -> {});
        link.begin(patient());

        standing.take().ended(lost());

        assertThat(heard(5)).containsExactly("(lost)", "(restored)", "early", "(lost)", "(restored)");
    }

    @Test
    @DisplayName("counts early messages as missed where they are too many to be kept")
    void tooManyEarly() throws Exception {
        confirms(sink -> {});
        confirms(sink -> {
            for (int i = 0; i < KeptLink.MOST_EARLY + 2; i++) {
                say(sink, "early");
            }
        });
        link.begin(patient());

        standing.take().ended(lost());

        assertThat(heard(2)).containsExactly("(lost)", "(restored)");
        say(standing.take(), "later");
        assertThat(heard(1)).containsExactly("later");
    }

    @Test
    @DisplayName("passes on at once what comes while it is opened for the first time, which is no gap")
    void firstTime() {
        confirms(sink -> {
            say(sink, "early");
            assertThat(heard).containsExactly("early");
        });
        link.begin(patient());
        assertThat(heard).containsExactly("early");
    }

    @Test
    @DisplayName("tells nothing more once it was closed, though it was just being opened")
    void closedMeanwhile() throws Exception {
        confirms(sink -> {});
        confirms(sink -> {
            say(sink, "early");
            link.close();
        });
        link.begin(patient());

        standing.take().ended(lost());
        standing.take();
        surroundings.background().close();

        assertThat(heard).containsExactly("(lost)");
    }

    /** The next link that is asked for is confirmed after this, or after it was heard of here. */
    private void confirms(Consumer<PushSink> before) {
        client.links.add(sink -> {
            before.accept(sink);
            standing.add(sink);
        });
    }

    private List<String> heard(int count) throws InterruptedException {
        List<String> next = new ArrayList<>();
        while (next.size() < count) {
            String one = heard.poll(30, TimeUnit.SECONDS);
            if (one == null) {
                throw new AssertionError("nothing more than " + next);
            }
            next.add(one);
        }
        return next;
    }

    private static void say(PushSink sink, String message) {
        sink.message(CHANNEL, message.getBytes(StandardCharsets.UTF_8));
    }

    private static DriverException lost() {
        return DriverException.outcomeUnknown(Kind.CONNECTION_LOST, "lost", null);
    }

    private static Deadline patient() {
        return Deadline.after(Duration.ofSeconds(30), System::nanoTime);
    }
}
