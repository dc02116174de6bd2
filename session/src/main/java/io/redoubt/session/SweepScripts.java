package io.redoubt.session;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Factory that creates a {@link ScriptCall} for each Lua script used in the removal of expired sessions. Thread-safe.
 */
final class SweepScripts {

    private static final String METHOD = "sweep";
    private static final Script DUE = ScriptResources.load(SweepScripts.class, "due.lua");
    private static final Script SWEEP = ScriptLoader.load("sweep.lua");
    private static final Script TAKE = ScriptResources.load(SweepScripts.class, "sweeper_take.lua");
    private static final Script RELEASE = ScriptResources.load(SweepScripts.class, "sweeper_release.lua");

    private final ScriptContext context;

    SweepScripts(ScriptContext context) {
        this.context = context;
    }

    /** Returns the call that reads which members of a bucket's expiry index are due, up to a number. */
    ScriptCall<List<byte[]>> due(String bucket, int most) {
        return context.call(
                METHOD, DUE, List.of(context.keys().expiry(bucket)), List.of(ascii(most)), ReplyValues::allBytes);
    }

    /**
     * Returns the call that looks at members of a bucket's expiry index. Its result has the duration of each session
     * that it has removed, from creation to the last use, in milliseconds.
     */
    ScriptCall<List<Long>> sweep(String bucket, List<byte[]> members) {
        SessionKeys keys = context.keys();
        List<byte[]> declared = new ArrayList<>(List.of(keys.expiry(bucket), keys.users(bucket)));
        List<byte[]> arguments = new ArrayList<>(List.of(context.channel(), ascii(members.size())));
        List<byte[]> owners = new ArrayList<>();
        for (byte[] member : members) {
            Optional<ExpiryIndexMember> parsed = ExpiryIndexMember.parse(member);
            declared.add(parsed.map(each -> keys.session(bucket, each.hash())).orElseGet(() -> keys.expiry(bucket)));
            arguments.add(member);
            owners.add(ascii(parsed.map(ExpiryIndexMember::ownerHash).orElse("")));
        }
        arguments.addAll(owners);
        return context.call(METHOD, SWEEP, declared, arguments, this::durations);
    }

    private List<Long> durations(Reply reply) {
        long idleMillis = context.settings().idleTimeout().toMillis();
        long unused = idleMillis + ExpiryRule.touchInterval(idleMillis);
        List<Reply> times = ReplyValues.elements(reply);
        List<Long> durations = new ArrayList<>();
        for (int i = 0; i + 1 < times.size(); i += 2) {
            long lastUsed = ReplyValues.number(times.get(i + 1)) - unused;
            durations.add(Math.max(0, lastUsed - ReplyValues.number(times.get(i))));
        }
        return durations;
    }

    /** Returns the call that takes or prolongs the lease of the sweeper; true if this process may sweep. */
    ScriptCall<Boolean> take(String token, Duration lease) {
        return context.call(
                METHOD,
                TAKE,
                List.of(context.keys().sweeper()),
                List.of(ascii(token), ascii(lease.toMillis())),
                reply -> ReplyValues.number(reply) == 1);
    }

    /** Returns the call that gives the lease of the sweeper back. */
    ScriptCall<Boolean> release(String token) {
        return context.call(
                METHOD,
                RELEASE,
                List.of(context.keys().sweeper()),
                List.of(ascii(token)),
                reply -> ReplyValues.number(reply) == 1);
    }
}
