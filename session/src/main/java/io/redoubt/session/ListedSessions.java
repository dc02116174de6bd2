package io.redoubt.session;

import io.redoubt.api.session.SessionInfo;
import io.redoubt.redis.spi.Reply;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the reply of {@code list.lua}. */
final class ListedSessions {

    private ListedSessions() {}

    static List<SessionInfo> read(Reply reply, Owner owner) {
        return Replies.elements(reply).stream()
                .map(session -> info(Replies.elements(session), owner))
                .toList();
    }

    private static SessionInfo info(List<Reply> told, Owner owner) {
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = 4; i < told.size(); i += 2) {
            metadata.put(Replies.text(told.get(i)), Replies.text(told.get(i + 1)));
        }
        return new SessionInfo(
                owner.userId(), Replies.text(told.get(0)), time(told, 1), time(told, 2), time(told, 3), metadata);
    }

    private static Instant time(List<Reply> told, int place) {
        return Instant.ofEpochMilli(Replies.number(told.get(place)));
    }
}
