package io.redoubt.session;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Factory that creates a {@link ScriptCall} for each Lua script that gives a session a new id. Thread-safe. */
final class RotationScripts {

    /** How long an attempt to give a session a new id can be repeated. */
    static final Duration RECORD_LIFE = Duration.ofMinutes(1);

    private static final Script ROTATE = ScriptLoader.load("rotate.lua");
    private static final Script LOGOUT = ScriptLoader.load("logout.lua");
    private static final Script LOGIN = ScriptLoader.load("login.lua");
    private static final Script CLAIM = ScriptLoader.load("claim.lua");
    private static final Script RELEASE_CLAIM = ScriptLoader.load("release_claim.lua");
    private static final Script LEAVE = ScriptLoader.load("leave.lua");
    private static final Script FIND_ROTATED = ScriptLoader.load("find_rotated.lua");

    private final ScriptContext context;

    RotationScripts(ScriptContext context) {
        this.context = context;
    }

    ScriptCall<RotationReply> rotate(HashedSessionId from, HashedSessionId to) {
        List<byte[]> arguments = List.of(
                context.channel(), ascii(context.settings().rotationGrace().toMillis()), recordLife());
        return context.call("rotate", ROTATE, keys(from, to), arguments, RotationReply::parse);
    }

    ScriptCall<RotationReply> logout(HashedSessionId from, HashedSessionId to) {
        List<byte[]> arguments = new ArrayList<>(List.of(context.channel(), recordLife()));
        arguments.addAll(times());
        return context.call("logout", LOGOUT, keys(from, to), arguments, RotationReply::parse);
    }

    /** @param siblings the hashes of the ids of the user's sessions, as far as known */
    ScriptCall<RotationReply> login(
            HashedSessionId from, SessionOwner owner, HashedSessionId to, List<String> siblings) {
        List<byte[]> keys = new ArrayList<>(keys(from, to));
        keys.add(context.keys().users(to.bucket()));
        keys.add(context.keys().expiry(to.bucket()));
        keys.addAll(context.keys().sessions(to.bucket(), siblings));
        List<byte[]> arguments = new ArrayList<>(List.of(
                context.channel(),
                recordLife(),
                ascii(context.settings().maxPerUser()),
                ascii(context.settings().policy().name())));
        arguments.addAll(times());
        arguments.add(SessionKeys.utf8(owner.userId()));
        arguments.add(ascii(owner.hash()));
        return context.call("login", LOGIN, keys, arguments, RotationReply::parse);
    }

    /** Returns the call that reads a session, and keeps other logins away from it. */
    ScriptCall<ClaimReply> claim(HashedSessionId from, HashedSessionId to, Duration life) {
        return context.call(
                "login",
                CLAIM,
                List.of(context.keys().session(from)),
                List.of(ascii(to.hash()), ascii(life.toMillis())),
                ClaimReply::parse);
    }

    ScriptCall<Reply> releaseClaim(HashedSessionId from, HashedSessionId to) {
        return context.call(
                "login",
                RELEASE_CLAIM,
                List.of(context.keys().session(from)),
                List.of(ascii(to.hash())),
                reply -> reply);
    }

    /** Returns the call that ends a session which continues under another id, if it still has this version. */
    ScriptCall<Integer> leave(HashedSessionId from, SessionOwner owner, HashedSessionId to, long version) {
        SessionKeys keys = context.keys();
        return context.call(
                "login",
                LEAVE,
                List.of(keys.session(from), keys.users(from.bucket()), keys.expiry(from.bucket())),
                List.of(
                        context.channel(),
                        ascii(to.handle()),
                        ascii(version),
                        recordLife(),
                        SessionKeys.utf8(owner.userId())),
                reply -> (int) ReplyValues.number(reply));
    }

    ScriptCall<Optional<StoredSession>> findRotated(HashedSessionId from, HashedSessionId to) {
        return context.call(
                "find",
                FIND_ROTATED,
                List.of(context.keys().session(from), context.keys().session(to)),
                List.of(),
                SessionFieldCodec::decode);
    }

    private List<byte[]> keys(HashedSessionId from, HashedSessionId to) {
        SessionKeys keys = context.keys();
        return List.of(keys.session(from), keys.session(to), keys.users(from.bucket()), keys.expiry(from.bucket()));
    }

    private List<byte[]> times() {
        SessionSettings settings = context.settings();
        return List.of(
                ascii(settings.idleTimeout().toMillis()),
                ascii(settings.absoluteLifetime().toMillis()));
    }

    private static byte[] recordLife() {
        return ascii(RECORD_LIFE.toMillis());
    }
}
