package io.redoubt.session;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.session.SessionInfo;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;

/**
 * Factory that creates a {@link ScriptCall} for each Lua script that works on several sessions whose keys share one
 * cluster slot. Thread-safe. The sessions whose keys a call declares are named by the hashes of their ids.
 */
final class MultiSessionScripts {

    private static final Script DESTROY_ALL = ScriptLoader.load("destroy_all.lua");
    private static final Script DESTROY_OTHERS = ScriptLoader.load("destroy_others.lua");
    private static final Script LIST = ScriptLoader.load("list.lua");
    private static final Script DESCRIBE = ScriptLoader.load("describe.lua");

    private final ScriptContext context;

    MultiSessionScripts(ScriptContext context) {
        this.context = context;
    }

    ScriptCall<DestroyReply> destroyAll(SessionOwner owner, List<String> sessions) {
        SessionKeys keys = context.keys();
        return context.call(
                "destroyAll",
                DESTROY_ALL,
                with(owner.bucket(), sessions, keys.users(owner.bucket()), keys.expiry(owner.bucket())),
                List.of(context.channel(), ascii(owner.hash())),
                DestroyReply::parse);
    }

    ScriptCall<DestroyReply> destroyOthers(HashedSessionId kept, List<String> sessions) {
        SessionKeys keys = context.keys();
        return context.call(
                "destroyOthers",
                DESTROY_OTHERS,
                with(
                        kept.bucket(),
                        sessions,
                        keys.session(kept),
                        keys.users(kept.bucket()),
                        keys.expiry(kept.bucket())),
                List.of(context.channel()),
                DestroyReply::parse);
    }

    ScriptCall<ListReply> list(SessionOwner owner, List<String> sessions) {
        return context.call(
                "list",
                LIST,
                with(owner.bucket(), sessions, context.keys().users(owner.bucket())),
                List.of(ascii(owner.hash())),
                ListReply::parse);
    }

    ScriptCall<List<SessionInfo>> describe(String bucket, List<String> sessions) {
        return context.call(
                "destroyIf", DESCRIBE, context.keys().sessions(bucket, sessions), List.of(), SessionListParser::parse);
    }

    private List<byte[]> with(String bucket, List<String> sessions, byte[]... fixed) {
        List<byte[]> keys = new ArrayList<>(List.of(fixed));
        keys.addAll(context.keys().sessions(bucket, sessions));
        return keys;
    }

    /**
     * Parsed reply of the Lua script that lists the sessions of a user.
     *
     * @param sessions the sessions whose keys were declared
     * @param others the hashes of the ids of the other sessions
     */
    record ListReply(List<SessionInfo> sessions, List<String> others) {

        static ListReply parse(Reply reply) {
            List<Reply> elements = ReplyValues.elements(reply, 2);
            return new ListReply(
                    SessionListParser.parse(elements.get(0)),
                    ReplyValues.elements(elements.get(1)).stream()
                            .map(ReplyValues::text)
                            .toList());
        }
    }
}
