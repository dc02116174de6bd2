package io.redoubt.session;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.SessionEvent.DestroyReason;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Factory that creates a {@link ScriptCall} for each Lua script that works on one session. Thread-safe. */
final class SessionScripts {

    /** Instead of the hash of a user id: the session may be that of any user, or anonymous. */
    static final String ANY_OWNER = "*";

    private static final byte[] NO_CHANNEL = {};

    private static final Script CREATE = ScriptLoader.load("create.lua");
    private static final Script CONTINUE = ScriptLoader.load("continue.lua");
    private static final Script UNDO = ScriptLoader.load("undo.lua");
    private static final Script TOUCH = ScriptLoader.load("touch.lua");
    private static final Script EXTEND = ScriptLoader.load("extend.lua");
    private static final Script UPDATE = ScriptLoader.load("update.lua");
    private static final Script DESTROY = ScriptLoader.load("destroy.lua");

    private final ScriptContext context;

    SessionScripts(ScriptContext context) {
        this.context = context;
    }

    /** @param siblings the hashes of the ids of the user's sessions, as far as known */
    ScriptCall<CreateReply> create(
            HashedSessionId id, @Nullable SessionOwner owner, SessionPayload payload, List<String> siblings) {
        List<byte[]> arguments = beginning(owner);
        arguments.addAll(SessionFieldCodec.encode(payload));
        return context.call("create", CREATE, beginningKeys(id, siblings), arguments, CreateReply::parse);
    }

    /**
     * Returns the call that continues a session, in a version, under an id in another slot, or finds that another
     * attempt has done so. Publishes no event of it.
     *
     * @param attempt the name of this attempt
     */
    ScriptCall<CreateReply> continueSession(
            HashedSessionId id,
            SessionOwner owner,
            StoredSession session,
            LoginAttempt attempt,
            List<String> siblings) {
        List<byte[]> arguments = beginning(owner);
        arguments.addAll(List.of(ascii(session.version()), ascii("n"), ascii(attempt.name())));
        arguments.addAll(SessionFieldCodec.encode(session.payload()));
        return context.call("login", CONTINUE, beginningKeys(id, siblings), arguments, CreateReply::parse);
    }

    private List<byte[]> beginningKeys(HashedSessionId id, List<String> siblings) {
        List<byte[]> keys = new ArrayList<>(bucketKeys(id));
        keys.addAll(context.keys().sessions(id.bucket(), siblings));
        return keys;
    }

    /** Returns the first arguments of a script that begins a session. */
    private List<byte[]> beginning(@Nullable SessionOwner owner) {
        SessionSettings settings = context.settings();
        return new ArrayList<>(List.of(
                context.channel(),
                ascii(settings.maxPerUser()),
                ascii(settings.policy().name()),
                ascii(settings.idleTimeout().toMillis()),
                ascii(settings.absoluteLifetime().toMillis()),
                SessionKeys.utf8(owner == null ? "" : owner.userId()),
                ascii(owner == null ? "" : owner.hash())));
    }

    private List<byte[]> bucketKeys(HashedSessionId id) {
        SessionKeys keys = context.keys();
        return List.of(keys.session(id), keys.users(id.bucket()), keys.expiry(id.bucket()));
    }

    ScriptCall<TimedReply> touch(HashedSessionId id) {
        return context.call("touch", TOUCH, List.of(context.keys().session(id)), List.of(), TimedReply::parse);
    }

    ScriptCall<TimedReply> extend(HashedSessionId id, long idleMillis) {
        List<byte[]> keys = List.of(context.keys().session(id), context.keys().expiry(id.bucket()));
        return context.call("extend", EXTEND, keys, List.of(ascii(idleMillis)), TimedReply::parse);
    }

    ScriptCall<SessionUpdateResult> update(HashedSessionId id, EncodedUpdate update) {
        OptionalLong expected = update.expectedVersion();
        List<byte[]> set = SessionFieldCodec.encode(update.set());
        List<byte[]> removed = SessionFieldCodec.encodeNames(update.removedMetadata(), update.removedAttributes());
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(ascii(expected.isPresent() ? Long.toString(expected.getAsLong()) : ""));
        arguments.add(ascii(NewSession.MAX_FIELDS));
        arguments.add(ascii(set.size()));
        arguments.addAll(set);
        arguments.add(ascii(removed.size()));
        arguments.addAll(removed);
        return context.call(
                "update", UPDATE, List.of(context.keys().session(id)), arguments, SessionScripts::parseUpdate);
    }

    /** @param ownerHash the hash of the user id that the session must have; empty for none, or {@link #ANY_OWNER} */
    ScriptCall<@Nullable Long> destroy(HashedSessionId id, String ownerHash, DestroyReason reason) {
        return destroy(id, context.channel(), ownerHash, reason);
    }

    /** Returns the call that ends a session of which no caller knows. Publishes no event. */
    ScriptCall<@Nullable Long> destroySilently(HashedSessionId id) {
        return destroy(id, NO_CHANNEL, ANY_OWNER, DestroyReason.BY_ID);
    }

    private ScriptCall<@Nullable Long> destroy(
            HashedSessionId id, byte[] channel, String ownerHash, DestroyReason reason) {
        List<byte[]> arguments = List.of(channel, ascii(reason.name()), ascii(ownerHash));
        return context.call("destroy", DESTROY, bucketKeys(id), arguments, SessionScripts::parseDestroy);
    }

    /** Returns the call that ends the session of an attempt, unless another attempt uses it. Publishes no event. */
    ScriptCall<@Nullable Long> undo(HashedSessionId id, LoginAttempt attempt) {
        return context.call(
                "login", UNDO, bucketKeys(id), List.of(ascii(attempt.name())), SessionScripts::parseDestroy);
    }

    private static SessionUpdateResult parseUpdate(Reply reply) {
        List<Reply> elements = ReplyValues.elements(reply, 1);
        return switch ((int) ReplyValues.number(elements.get(0))) {
            case 1 -> new SessionUpdateResult.Updated(ReplyValues.number(elements.get(1)));
            case 0 -> new SessionUpdateResult.Gone();
            case -1 -> new SessionUpdateResult.Conflict(ReplyValues.number(elements.get(1)));
            case -2 -> throw FieldLimits.tooMany("metadata");
            default -> throw FieldLimits.tooMany("attributes");
        };
    }

    /** Returns how long the session lasted, in milliseconds; null if there was none. */
    static @Nullable Long parseDestroy(Reply reply) {
        return reply instanceof Reply.Nil ? null : (Long) ReplyValues.number(reply);
    }
}
