package io.redoubt.session;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Factory that creates a {@link ScriptCall} for each Lua script that works on sessions. Thread-safe. */
final class SessionScripts {

    private static final Script CREATE = load("create.lua");
    private static final Script TOUCH = load("touch.lua");
    private static final Script EXTEND = load("extend.lua");
    private static final Script UPDATE = load("update.lua");
    private static final Script ROTATE = load("rotate.lua");
    private static final Script DESTROY = load("destroy.lua");
    private static final Script DESTROY_ALL = load("destroy_all.lua");
    private static final Script DESTROY_OTHERS = load("destroy_others.lua");
    private static final Script LIST = load("list.lua");

    private final SessionKeys keys;
    private final SessionSettings settings;
    private final ScriptTimeSource timeSource;

    SessionScripts(SessionKeys keys, SessionSettings settings, ScriptTimeSource timeSource) {
        this.keys = keys;
        this.settings = settings;
        this.timeSource = timeSource;
    }

    private static Script load(String resource) {
        String common = ScriptResources.load(SessionScripts.class, "common.lua").source();
        return Script.of(
                resource,
                common + ScriptResources.load(SessionScripts.class, resource).source());
    }

    ScriptCall<TimedResultCode> create(HashedSessionId id, SessionOwner owner, SessionData data) {
        List<byte[]> fields = SessionFieldCodec.encode(data);
        List<byte[]> arguments = new ArrayList<>(List.of(
                keys.sessionPrefix(owner.bucket()),
                ascii(id.hash()),
                ascii(settings.maxPerUser()),
                ascii(settings.policy().name()),
                ascii(settings.idleTimeout().toMillis()),
                ascii(settings.absoluteLifetime().toMillis()),
                SessionKeys.utf8(owner.userId()),
                ascii(owner.hash()),
                ascii(fields.size())));
        arguments.addAll(fields);
        return call("create", CREATE, List.of(keys.session(id), keys.index(owner)), arguments, TimedResultCode::of);
    }

    ScriptCall<TimedResultCode> touch(HashedSessionId id) {
        return call("touch", TOUCH, List.of(keys.session(id)), List.of(), TimedResultCode::of);
    }

    ScriptCall<TimedResultCode> extend(HashedSessionId id, long idleMillis) {
        return call("extend", EXTEND, List.of(keys.session(id)), List.of(ascii(idleMillis)), TimedResultCode::of);
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
        return call("update", UPDATE, List.of(keys.session(id)), arguments, SessionScripts::parseUpdate);
    }

    ScriptCall<Optional<StoredSession>> rotate(HashedSessionId from, HashedSessionId to) {
        List<byte[]> arguments = List.of(keys.indexPrefix(from.bucket()), ascii(from.hash()), ascii(to.hash()));
        return call(
                "rotate",
                ROTATE,
                List.of(keys.session(from), keys.session(to)),
                arguments,
                SessionScripts::parseRotation);
    }

    /** @param ownerHash the hash of the user id that the session must have; empty for any */
    ScriptCall<Boolean> destroy(HashedSessionId id, String ownerHash) {
        List<byte[]> arguments = List.of(keys.indexPrefix(id.bucket()), ascii(id.hash()), ascii(ownerHash));
        return call("destroy", DESTROY, List.of(keys.session(id)), arguments, reply -> ReplyValues.number(reply) == 1);
    }

    ScriptCall<Integer> destroyAll(SessionOwner owner) {
        List<byte[]> arguments = List.of(keys.sessionPrefix(owner.bucket()));
        return call("destroyAll", DESTROY_ALL, List.of(keys.index(owner)), arguments, ReplyValues::count);
    }

    ScriptCall<Integer> destroyOthers(HashedSessionId id) {
        List<byte[]> arguments =
                List.of(keys.sessionPrefix(id.bucket()), keys.indexPrefix(id.bucket()), ascii(id.hash()));
        return call("destroyOthers", DESTROY_OTHERS, List.of(keys.session(id)), arguments, ReplyValues::count);
    }

    ScriptCall<List<SessionInfo>> list(SessionOwner owner) {
        return call(
                "list",
                LIST,
                List.of(keys.index(owner)),
                List.of(keys.sessionPrefix(owner.bucket())),
                reply -> SessionListParser.parse(reply, owner));
    }

    private <T> ScriptCall<T> call(
            String method, Script script, List<byte[]> keys, List<byte[]> arguments, Function<Reply, T> replyParser) {
        return new ScriptCall<>(method, script, keys, timeSource.withTime(arguments), replyParser);
    }

    private static SessionUpdateResult parseUpdate(Reply reply) {
        List<Reply> elements = ReplyValues.elements(reply);
        return switch ((int) ReplyValues.number(elements.get(0))) {
            case 1 -> new SessionUpdateResult.Updated(ReplyValues.number(elements.get(1)));
            case 0 -> new SessionUpdateResult.Gone();
            case -1 -> new SessionUpdateResult.Conflict(ReplyValues.number(elements.get(1)));
            case -2 -> throw FieldLimits.tooMany("metadata");
            default -> throw FieldLimits.tooMany("attributes");
        };
    }

    private static Optional<StoredSession> parseRotation(Reply reply) {
        if (reply instanceof Reply.Nil) {
            return Optional.empty();
        }
        if (reply instanceof Reply.Int) {
            throw TimedResultCode.idTaken();
        }
        return SessionFieldCodec.decode(reply);
    }
}
