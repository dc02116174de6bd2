package io.redoubt.session;

import static io.redoubt.redis.spi.Command.ascii;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Source of the current time for Lua scripts: the Redis server's clock, or a clock that a test supplies. Thread-safe if
 * the clock is.
 */
final class ScriptTimeSource {

    private final @Nullable LongSupplier clock;

    private ScriptTimeSource(@Nullable LongSupplier clock) {
        this.clock = clock;
    }

    /** Returns the source for the server's clock. */
    static ScriptTimeSource server() {
        return new ScriptTimeSource(null);
    }

    /** Returns a source for a test's clock, in milliseconds since 1970. */
    static ScriptTimeSource injected(LongSupplier clock) {
        return new ScriptTimeSource(clock);
    }

    /** Returns the arguments of a script, followed by the current time if the clock is injected. */
    List<byte[]> withTime(List<byte[]> arguments) {
        if (clock == null) {
            return arguments;
        }
        List<byte[]> extended = new ArrayList<>(arguments);
        extended.add(ascii(clock.getAsLong()));
        return extended;
    }
}
