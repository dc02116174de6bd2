package io.redoubt.session;

import static io.redoubt.redis.spi.Command.ascii;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Which time scripts go by. Thread-safe if the clock is. */
final class ScriptTimeSource {

    private final @Nullable LongSupplier clock;

    private ScriptTimeSource(@Nullable LongSupplier clock) {
        this.clock = clock;
    }

    /** The server's. */
    static ScriptTimeSource server() {
        return new ScriptTimeSource(null);
    }

    /** That of a test, in milliseconds since 1970. */
    static ScriptTimeSource injected(LongSupplier clock) {
        return new ScriptTimeSource(clock);
    }

    /** The arguments of a script, and the time after them if it is not the server's. */
    List<byte[]> withTime(List<byte[]> arguments) {
        if (clock == null) {
            return arguments;
        }
        List<byte[]> extended = new ArrayList<>(arguments);
        extended.add(ascii(clock.getAsLong()));
        return extended;
    }
}
