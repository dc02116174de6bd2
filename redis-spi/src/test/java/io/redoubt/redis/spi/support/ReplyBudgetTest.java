package io.redoubt.redis.spi.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The budget of the replies of a call")
final class ReplyBudgetTest {

    private static final int MAX_BYTES = 100;

    private final NodeExceptionTranslator exceptions =
            new NodeExceptionTranslator(new Node("localhost", 1), () -> false) {};
    private final ReplyBudget budget = ReplyBudget.of(2, MAX_BYTES);

    private Reply admitted(int bytes) {
        return budget.admitted(data(bytes), exceptions);
    }

    private static Reply data(int bytes) {
        return Reply.Data.of(new byte[bytes]);
    }

    @Test
    @DisplayName("admits what fits exactly, and nothing but replies without bytes after that")
    void edge() {
        assertThat(admitted(60)).isInstanceOf(Reply.Data.class);
        assertThat(admitted(40)).isInstanceOf(Reply.Data.class);
        assertThat(admitted(1)).isInstanceOf(Reply.Missing.class);
        assertThat(budget.admitted(new Reply.Int(7), exceptions)).isEqualTo(new Reply.Int(7));
    }

    @Test
    @DisplayName("admits a smaller reply after one that was dropped, for which it is not charged")
    void smaller() {
        assertThat(admitted(60)).isInstanceOf(Reply.Data.class);
        assertThat(admitted(41)).isInstanceOf(Reply.Missing.class);
        assertThat(admitted(40)).isInstanceOf(Reply.Data.class);
    }

    @Test
    @DisplayName("counts an array with its elements, and does not limit a call of a single command")
    void arrays() {
        Reply array = new Reply.Array(List.of(data(MAX_BYTES - ReplySizeScanner.ELEMENT_BYTES)));
        assertThat(budget.admitted(array, exceptions)).isSameAs(array);
        assertThat(admitted(1)).isInstanceOf(Reply.Missing.class);
        assertThat(ReplyBudget.of(1, MAX_BYTES).admitted(data(MAX_BYTES + 1), exceptions))
                .isInstanceOf(Reply.Data.class);
    }

    @Test
    @DisplayName("gives one reason for all replies that it drops, since there may be many of them")
    void oneReason() {
        Reply first = admitted(MAX_BYTES + 1);
        assertThat(first)
                .isInstanceOfSatisfying(
                        Reply.Missing.class,
                        missing -> assertFailure(missing.reason(), Kind.REPLY_TOO_LARGE, Execution.UNKNOWN));
        assertThat(admitted(MAX_BYTES + 1)).isSameAs(first);
    }

    @Test
    @DisplayName("lets the next chunk follow unless a reply is missing")
    void goesOn() {
        assertThat(budget.reasonToStop(admitted(MAX_BYTES), exceptions)).isNull();
        DriverException lost = DriverException.outcomeUnknown(Kind.CONNECTION_LOST, "lost", null);
        assertFailure(
                budget.reasonToStop(new Reply.Missing(lost), exceptions), Kind.CONNECTION_LOST, Execution.NOT_EXECUTED);
    }

    @Test
    @DisplayName("stops the chunks as too large once it has dropped a reply, even if the last one was admitted")
    void spent() {
        Reply dropped = admitted(MAX_BYTES + 1);
        for (Reply last : List.of(dropped, admitted(1))) {
            assertFailure(budget.reasonToStop(last, exceptions), Kind.REPLY_TOO_LARGE, Execution.NOT_EXECUTED);
        }
    }

    @Test
    @DisplayName("stops the chunks as without a connection if one reply alone was too large, which cost the connection")
    void oneTooLarge() {
        Reply alone = new Reply.Missing(exceptions.replyTooLarge(MAX_BYTES));
        assertFailure(budget.reasonToStop(alone, exceptions), Kind.CONNECTION_LOST, Execution.NOT_EXECUTED);
    }

    private static void assertFailure(@Nullable DriverException failure, Kind kind, Execution execution) {
        assertThat(failure)
                .extracting(DriverException::kind, DriverException::execution)
                .containsExactly(kind, execution);
    }
}
