package io.redoubt.redis.spi.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pipeline in chunks")
class ChunkedPipelineTest {

    private static final int MEBIBYTE = 1024 * 1024;

    private final PendingLimit large = new PendingLimit(1_000_000, Long.MAX_VALUE);
    private final List<Integer> sent = new ArrayList<>();

    @Test
    @DisplayName("is one chunk up to 1,000 commands and 1 MiB, and needs no chunk if it is empty")
    void single() {
        assertThat(pipeline(commands(1_000, 1), large).await()).hasSize(1_000);
        assertThat(pipeline(commands(2, MEBIBYTE / 2), large).await()).hasSize(2);
        assertThat(pipeline(commands(1, MEBIBYTE + 1), large).await()).hasSize(1);
        assertThat(pipeline(List.of(), large).await()).isEmpty();
        assertThat(sent).containsExactly(1_000, 2, 1);
    }

    @Test
    @DisplayName("of more than that is sent chunk by chunk, each after the replies to the one before")
    void chunks() {
        PendingReplies pipeline = pipeline(commands(2_001, 0), large);
        assertThat(sent).containsExactly(1_000);
        assertThat(pipeline.await()).hasSize(2_001);
        assertThat(sent).containsExactly(1_000, 1_000, 1);
        sent.clear();
        assertThat(pipeline(commands(3, MEBIBYTE / 2), large).await()).hasSize(3);
        assertThat(sent).containsExactly(2, 1);
    }

    @Test
    @DisplayName("that exceeds a limit takes up half of it, but at least one command at a time")
    void limited() {
        PendingLimit limit = new PendingLimit(8, 100);
        assertThat(pipeline(commands(8, 1), limit).await()).hasSize(8);
        assertThat(pipeline(commands(9, 1), limit).await()).hasSize(9);
        assertThat(pipeline(commands(5, 25), limit).await()).hasSize(5);
        assertThat(pipeline(commands(2, 60), limit).await()).hasSize(2);
        assertThat(sent).containsExactly(8, 4, 5, 2, 3, 1, 1);
    }

    @Test
    @DisplayName("sends no more if there is a reason to stop, which it gives for each command that is left")
    void stops() {
        DriverException lost = DriverException.outcomeUnknown(Kind.CONNECTION_LOST, "lost", null);
        ReplyBudget budget = ReplyBudget.of(2_500, 1);
        NodeExceptionTranslator exceptions = new NodeExceptionTranslator(new Node("localhost", 1), () -> false) {};
        List<Reply> replies = new ChunkedPipeline(
                        commands(2_500, 0), large, last -> budget.reasonToStop(last, exceptions), chunk -> {
                            sent.add(chunk.size());
                            if (sent.size() == 2) {
                                throw lost;
                            }
                            return () -> Collections.nCopies(chunk.size(), Reply.Nil.NIL);
                        })
                .await();
        assertThat(sent).containsExactly(1_000, 1_000);
        assertThat(replies).hasSize(2_500);
        assertThat(replies.subList(0, 1_000)).containsOnly(Reply.Nil.NIL);
        assertThat(replies.subList(1_000, 2_000)).containsOnly(new Reply.Missing(lost));
        assertThat(replies.subList(2_000, 2_500))
                .allSatisfy(reply -> assertThat(reply).isInstanceOfSatisfying(Reply.Missing.class, missing -> {
                    assertThat(missing.reason().kind()).isEqualTo(Kind.CONNECTION_LOST);
                    assertThat(missing.reason().execution()).isEqualTo(Execution.NOT_EXECUTED);
                }));
    }

    private PendingReplies pipeline(List<Command> commands, PendingLimit limit) {
        return new ChunkedPipeline(commands, limit, last -> null, chunk -> {
            sent.add(chunk.size());
            return () -> Collections.nCopies(chunk.size(), Reply.Nil.NIL);
        });
    }

    private static List<Command> commands(int count, int bytes) {
        return Collections.nCopies(count, Command.keyless("ECHO", new byte[bytes]));
    }
}
