package io.redoubt.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The queue of a listener")
final class ArrivalQueueTest {

    private final ArrivalQueue queue = new ArrivalQueue();

    /** Returns the sizes of the messages that are waiting, and "gap". */
    private List<Object> rest() {
        List<Object> rest = new ArrayList<>();
        for (ArrivalQueue.Arrival next = queue.poll(); next != null; next = queue.poll()) {
            byte[] message = next.message();
            rest.add(message == null ? "gap" : message.length);
        }
        return rest;
    }

    @Test
    @DisplayName("holds as many messages as allowed, and a gap for the rest")
    void messages() {
        for (int i = 0; i < Topics.MAX_QUEUED_MESSAGES; i++) {
            assertThat(queue.offer(new byte[1])).isTrue();
        }
        assertThat(queue.offer(new byte[2])).isFalse();
        assertThat(queue.offer(new byte[2])).isFalse();
        queue.poll();
        assertThat(queue.offer(new byte[3])).isTrue();
        assertThat(queue.offer(new byte[2])).isFalse();
        assertThat(rest()).hasSize(Topics.MAX_QUEUED_MESSAGES + 2).endsWith(1, "gap", 3, "gap");
        assertThat(queue.offer(new byte[1])).isTrue();
    }

    @Test
    @DisplayName("holds as many bytes as allowed, and room is what was taken")
    void bytes() {
        int quarter = Topics.MAX_QUEUED_BYTES / 4;
        for (int i = 0; i < 4; i++) {
            assertThat(queue.offer(new byte[quarter])).isTrue();
        }
        assertThat(queue.offer(new byte[1])).isFalse();
        assertThat(queue.offer(new byte[0])).isTrue();
        queue.poll();
        assertThat(queue.offer(new byte[quarter + 1])).isFalse();
        assertThat(queue.offer(new byte[quarter])).isTrue();
        assertThat(rest()).containsExactly(quarter, quarter, quarter, "gap", 0, "gap", quarter);
    }

    @Test
    @DisplayName("tells of gaps that follow each other once")
    void gaps() {
        queue.offerGap();
        queue.offerGap();
        queue.offer(new byte[1]);
        queue.offerGap();
        queue.missed();
        queue.missed();
        assertThat(rest()).containsExactly("gap", "gap", 1, "gap");
        queue.offerGap();
        assertThat(rest()).containsExactly("gap");
    }

    @Test
    @DisplayName("gives nothing once it is closed")
    void closed() {
        queue.offer(new byte[1]);
        queue.missed();
        queue.close();
        queue.offerGap();
        assertThat(queue.offer(new byte[1])).as("not counted as dropped").isTrue();
        assertThat(rest()).isEmpty();
    }
}
