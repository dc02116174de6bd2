package io.redoubt.session;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.function.Consumer;

/**
 * Driver that lets a test act, or fail, before and after each script and each pipeline. Thread-safe; the test sets what
 * to do before it uses the driver from other threads.
 */
final class DisturbedDriver extends ForwardingDriver {

    /** Name of each pipeline, instead of that of a script. */
    static final String PIPELINE = "pipeline";

    volatile Consumer<String> before = name -> {};
    volatile Consumer<String> after = name -> {};

    DisturbedDriver(RedisDriver driver) {
        super(driver);
    }

    @Override
    public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options) {
        before.accept(script.name());
        Reply reply = super.script(script, keys, arguments, options);
        after.accept(script.name());
        return reply;
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        before.accept(PIPELINE);
        List<Reply> replies = super.pipeline(commands, options);
        after.accept(PIPELINE);
        return replies;
    }
}
