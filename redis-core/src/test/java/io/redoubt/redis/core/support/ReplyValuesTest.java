package io.redoubt.redis.core.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The value of a reply")
final class ReplyValuesTest {

    private static final Reply NUMBER = new Reply.Int(1L << 40);
    private static final Reply TEXT = Reply.Data.of("sécret".getBytes(StandardCharsets.UTF_8));
    private static final Reply ARRAY = new Reply.Array(List.of(TEXT, TEXT));

    @Test
    @DisplayName("is that of the documented type")
    void documented() {
        assertThat(ReplyValues.number(NUMBER)).isEqualTo(1L << 40);
        assertThat(ReplyValues.count(NUMBER)).isEqualTo(Integer.MAX_VALUE);
        assertThat(ReplyValues.text(TEXT)).isEqualTo("sécret");
        assertThat(ReplyValues.bytesOrNull(Reply.Nil.NIL)).isNull();
        assertThat(ReplyValues.bytesOrNull(TEXT)).hasSize(7);
        assertThat(ReplyValues.elements(ARRAY, 2)).containsExactly(TEXT, TEXT);
        assertThat(ReplyValues.allBytes(ARRAY)).hasSize(2).allMatch(bytes -> bytes.length == 7);
    }

    @Test
    @DisplayName("is refused without its content if the type is another")
    void undocumented() {
        refused(ReplyValues::number, TEXT, "a string where it documents an integer");
        refused(ReplyValues::bytes, NUMBER, "an integer where it documents a string");
        refused(ReplyValues::bytesOrNull, ARRAY, "an array where it documents a string");
        refused(ReplyValues::elements, Reply.Nil.NIL, "null where it documents an array");
        refused(reply -> ReplyValues.elements(reply, 3), ARRAY, "where it documents an array of at least 3 elements");
        refused(ReplyValues::allBytes, new Reply.Array(List.of(NUMBER)), "an integer where it documents a string");
        refused(ReplyValues::text, Reply.Refusal.parse("ERR sécret"), "an error where it documents a string");
    }

    private static void refused(Function<Reply, ?> accessor, Reply reply, String message) {
        assertThatThrownBy(() -> accessor.apply(reply))
                .isInstanceOfSatisfying(
                        StoreRejectedException.class, e -> assertThat(e.code()).isEqualTo(ReplyValues.UNEXPECTED))
                .hasMessageContaining(message)
                .hasMessageNotContaining("sécret");
    }
}
