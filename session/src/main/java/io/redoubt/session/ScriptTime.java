package io.redoubt.session;

import static io.redoubt.redis.spi.Command.ascii;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Which time scripts go by. Thread-safe if the clock is. */
final class ScriptTime {

    private final @Nullable LongSupplier millis;

    private ScriptTime(@Nullable LongSupplier millis) {
        this.millis = millis;
    }

    /** The server's. */
    static ScriptTime server() {
        return new ScriptTime(null);
    }

    /** That of a test, in milliseconds since 1970. */
    static ScriptTime injected(LongSupplier millis) {
        return new ScriptTime(millis);
    }

    /** The arguments of a script, and the time after them if it is not the server's. */
    List<byte[]> added(List<byte[]> arguments) {
        if (millis == null) {
            return arguments;
        }
        List<byte[]> more = new ArrayList<>(arguments);
        more.add(ascii(millis.getAsLong()));
        return more;
    }
}
