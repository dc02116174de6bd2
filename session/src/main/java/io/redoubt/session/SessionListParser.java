package io.redoubt.session;

import io.redoubt.api.session.SessionInfo;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parser for the sessions in the replies of the Lua scripts {@code list.lua} and {@code describe.lua}. */
final class SessionListParser {

    /** Number of elements before the metadata. */
    private static final int FIXED_ELEMENTS = 5;

    private SessionListParser() {}

    static List<SessionInfo> parse(Reply reply) {
        return ReplyValues.elements(reply).stream()
                .map(session -> info(ReplyValues.elements(session, FIXED_ELEMENTS)))
                .toList();
    }

    private static SessionInfo info(List<Reply> elements) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = FIXED_ELEMENTS; i + 1 < elements.size(); i += 2) {
            metadata.put(ReplyValues.text(elements.get(i)), ReplyValues.text(elements.get(i + 1)));
        }
        String userId = ReplyValues.text(elements.get(4));
        return new SessionInfo(
                userId.isEmpty() ? null : userId,
                ReplyValues.text(elements.get(0)),
                instant(elements, 1),
                instant(elements, 2),
                instant(elements, 3),
                metadata);
    }

    private static Instant instant(List<Reply> elements, int index) {
        return Instant.ofEpochMilli(ReplyValues.number(elements.get(index)));
    }
}
