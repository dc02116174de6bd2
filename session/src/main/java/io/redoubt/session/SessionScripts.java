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

    private static final Script CREATE = ScriptLoader.load("create.lua", ScriptPart.ADMISSION);
    private static final Script TOUCH = ScriptLoader.load("touch.lua", ScriptPart.SESSION);
    private static final Script EXTEND = ScriptLoader.load("extend.lua", ScriptPart.INDEX);
    private static final Script UPDATE = ScriptLoader.load("update.lua", ScriptPart.SESSION);
    private static final Script DESTROY = ScriptLoader.load("destroy.lua", ScriptPart.EVENTS, ScriptPart.USERS);

    private final ScriptContext context;

    SessionScripts(ScriptContext context) {
        this.context = context;
    }

    /** @param siblings the hashes of the ids of the user's sessions, as far as known */
    ScriptCall<CreateReply> create(
            HashedSessionId id, @Nullable SessionOwner owner, SessionPayload payload, List<String> siblings) {
        return create("create", context.channel(), 1, id, owner, payload, siblings);
    }

    /**
     * Returns the call that continues a session, in a version, under an id in another slot. Publishes no event of it.
     */
    ScriptCall<CreateReply> continueSession(
            HashedSessionId id, SessionOwner owner, long version, SessionPayload payload, List<String> siblings) {
        return create("login", NO_CHANNEL, version, id, owner, payload, siblings);
    }

    private ScriptCall<CreateReply> create(
            String method,
            byte[] creationChannel,
            long version,
            HashedSessionId id,
            @Nullable SessionOwner owner,
            SessionPayload payload,
            List<String> siblings) {
        SessionSettings settings = context.settings();
        List<byte[]> keys = new ArrayList<>(bucketKeys(id));
        keys.addAll(context.keys().sessions(id.bucket(), siblings));
        List<byte[]> fields = new ArrayList<>(SessionFieldCodec.encode(owner));
        fields.addAll(SessionFieldCodec.encode(payload));
        List<byte[]> arguments = new ArrayList<>(List.of(
                context.channel(),
                creationChannel,
                ascii(version),
                ascii(settings.maxPerUser()),
                ascii(settings.policy().name()),
                ascii(settings.idleTimeout().toMillis()),
                ascii(settings.absoluteLifetime().toMillis()),
                SessionKeys.utf8(owner == null ? "" : owner.userId()),
                ascii(owner == null ? "" : owner.hash()),
                ascii(fields.size())));
        arguments.addAll(fields);
        return context.call(method, CREATE, keys, arguments, CreateReply::parse);
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
        return destroy(id, context.channel(), ownerHash, reason, "");
    }

    /** Returns the call that ends a session of which no caller knows, if it has this version. Publishes no event. */
    ScriptCall<@Nullable Long> undo(HashedSessionId id, long version) {
        return destroy(id, NO_CHANNEL, ANY_OWNER, DestroyReason.BY_ID, Long.toString(version));
    }

    private ScriptCall<@Nullable Long> destroy(
            HashedSessionId id, byte[] channel, String ownerHash, DestroyReason reason, String version) {
        List<byte[]> arguments = List.of(channel, ascii(reason.name()), ascii(ownerHash), ascii(version));
        return context.call("destroy", DESTROY, bucketKeys(id), arguments, SessionScripts::parseDestroy);
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
