package io.redoubt.session;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.Scripts;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Puts together the calls of the scripts: their keys, their arguments, and how their replies are read. Thread-safe. */
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
    private final ScriptTime time;

    SessionScripts(SessionKeys keys, SessionSettings settings, ScriptTime time) {
        this.keys = keys;
        this.settings = settings;
        this.time = time;
    }

    private static Script load(String resource) {
        String common = Scripts.load(SessionScripts.class, "common.lua").source();
        return Script.of(
                resource, common + Scripts.load(SessionScripts.class, resource).source());
    }

    ScriptCall<TimedAnswer> create(StoredId id, Owner owner, Contents contents) {
        List<byte[]> fields = StoredFields.of(contents);
        List<byte[]> arguments = new ArrayList<>(List.of(
                keys.sessionStart(owner.bucket()),
                ascii(id.hash()),
                ascii(settings.maxPerUser()),
                ascii(settings.policy().name()),
                ascii(settings.idleTimeout().toMillis()),
                ascii(settings.absoluteLifetime().toMillis()),
                Replies.utf8(owner.userId()),
                ascii(owner.hash()),
                ascii(fields.size())));
        arguments.addAll(fields);
        return call("create", CREATE, List.of(keys.session(id), keys.index(owner)), arguments, TimedAnswer::of);
    }

    ScriptCall<TimedAnswer> touch(StoredId id) {
        return call("touch", TOUCH, List.of(keys.session(id)), List.of(), TimedAnswer::of);
    }

    ScriptCall<TimedAnswer> extend(StoredId id, long idleMillis) {
        return call("extend", EXTEND, List.of(keys.session(id)), List.of(ascii(idleMillis)), TimedAnswer::of);
    }

    ScriptCall<SessionUpdateResult> update(StoredId id, Changes changes) {
        OptionalLong expected = changes.expectedVersion();
        List<byte[]> set = StoredFields.of(changes.set());
        List<byte[]> removed = StoredFields.names(changes.removedMetadata(), changes.removedAttributes());
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(ascii(expected.isPresent() ? Long.toString(expected.getAsLong()) : ""));
        arguments.add(ascii(NewSession.MAX_FIELDS));
        arguments.add(ascii(set.size()));
        arguments.addAll(set);
        arguments.add(ascii(removed.size()));
        arguments.addAll(removed);
        return call("update", UPDATE, List.of(keys.session(id)), arguments, SessionScripts::updated);
    }

    ScriptCall<Optional<StoredSession>> rotate(StoredId from, StoredId to) {
        List<byte[]> arguments = List.of(keys.indexStart(from.bucket()), ascii(from.hash()), ascii(to.hash()));
        return call(
                "rotate", ROTATE, List.of(keys.session(from), keys.session(to)), arguments, SessionScripts::rotated);
    }

    /**
     * @param ownerHash the hash of the user id that the session must have; empty for any
     */
    ScriptCall<Boolean> destroy(StoredId id, String ownerHash) {
        List<byte[]> arguments = List.of(keys.indexStart(id.bucket()), ascii(id.hash()), ascii(ownerHash));
        return call("destroy", DESTROY, List.of(keys.session(id)), arguments, reply -> Replies.number(reply) == 1);
    }

    ScriptCall<Integer> destroyAll(Owner owner) {
        List<byte[]> arguments = List.of(keys.sessionStart(owner.bucket()));
        return call("destroyAll", DESTROY_ALL, List.of(keys.index(owner)), arguments, Replies::count);
    }

    ScriptCall<Integer> destroyOthers(StoredId id) {
        List<byte[]> arguments =
                List.of(keys.sessionStart(id.bucket()), keys.indexStart(id.bucket()), ascii(id.hash()));
        return call("destroyOthers", DESTROY_OTHERS, List.of(keys.session(id)), arguments, Replies::count);
    }

    ScriptCall<List<SessionInfo>> list(Owner owner) {
        return call(
                "list",
                LIST,
                List.of(keys.index(owner)),
                List.of(keys.sessionStart(owner.bucket())),
                reply -> ListedSessions.read(reply, owner));
    }

    private <T> ScriptCall<T> call(
            String name, Script script, List<byte[]> keys, List<byte[]> arguments, Function<Reply, T> answer) {
        return new ScriptCall<>(name, script, keys, time.added(arguments), answer);
    }

    private static SessionUpdateResult updated(Reply reply) {
        List<Reply> answer = Replies.elements(reply);
        return switch ((int) Replies.number(answer.get(0))) {
            case 1 -> new SessionUpdateResult.Updated(Replies.number(answer.get(1)));
            case 0 -> new SessionUpdateResult.Gone();
            case -1 -> new SessionUpdateResult.Conflict(Replies.number(answer.get(1)));
            case -2 -> throw FieldLimits.tooMany("metadata");
            default -> throw FieldLimits.tooMany("attributes");
        };
    }

    private static Optional<StoredSession> rotated(Reply reply) {
        if (reply instanceof Reply.Nil) {
            return Optional.empty();
        }
        if (reply instanceof Reply.Int) {
            throw TimedAnswer.idTaken();
        }
        return StoredFields.session(reply);
    }
}
