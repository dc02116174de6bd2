package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Reply;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The refusal of a script")
final class ScriptErrorUnwrapperTest {

    @Test
    @DisplayName("by Redis 6.2 is that of the command within it")
    void wrapped() {
        Reply.Refusal refusal = ScriptErrorUnwrapper.unwrap(Reply.Refusal.parse(
                "ERR Error running script (call to f_0123abcd): @user_script:8: WRONGTYPE Operation against a key"));

        assertThat(refusal.code()).isEqualTo("WRONGTYPE");
        assertThat(refusal.message()).isEqualTo("WRONGTYPE Operation against a key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WRONGTYPE Operation against a key script: 0123, on @user_script:8.",
                "ERR value is not an integer or out of range",
                "ERR Error running script (call to f_01): @user_script:8: user_script:8: attempt to index a nil value",
                "NOSCRIPT No matching script",
                "WRONGTYPE @user_script: 8: OOM never"
            })
    @DisplayName("in any other form stays as it is")
    void unchanged(String line) {
        Reply.Refusal refusal = Reply.Refusal.parse(line);

        assertThat(ScriptErrorUnwrapper.unwrap(refusal)).isSameAs(refusal);
    }
}
