package io.redoubt.session;

import io.redoubt.api.session.SessionInfo;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parser for the reply of the Lua script {@code list.lua}, which lists a user's sessions. */
final class SessionListParser {

    private SessionListParser() {}

    static List<SessionInfo> parse(Reply reply, SessionOwner owner) {
        return ReplyValues.elements(reply).stream()
                .map(session -> info(ReplyValues.elements(session), owner))
                .toList();
    }

    private static SessionInfo info(List<Reply> fields, SessionOwner owner) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = 4; i < fields.size(); i += 2) {
            metadata.put(ReplyValues.text(fields.get(i)), ReplyValues.text(fields.get(i + 1)));
        }
        return new SessionInfo(
                owner.userId(),
                ReplyValues.text(fields.get(0)),
                instant(fields, 1),
                instant(fields, 2),
                instant(fields, 3),
                metadata);
    }

    private static Instant instant(List<Reply> fields, int index) {
        return Instant.ofEpochMilli(ReplyValues.number(fields.get(index)));
    }
}
