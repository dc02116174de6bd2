package io.redoubt.session;

import io.redoubt.api.session.SessionInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Texts that are equal for equal sessions, for comparisons. */
final class SessionTexts {

    private SessionTexts() {}

    static String of(StoredSession session) {
        Map<String, String> attributes = new TreeMap<>();
        session.payload()
                .attributes()
                .forEach((name, bytes) -> attributes.put(name, new String(bytes, StandardCharsets.ISO_8859_1)));
        return "Stored [user " + session.userId() + ", created " + session.created() + ", used " + session.lastUsed()
                + ", idle " + session.idleMillis() + ", absolute " + session.absoluteExpiry() + ", version "
                + session.version() + ", " + new TreeMap<>(session.payload().metadata()) + ", " + attributes + "]";
    }

    static String of(Optional<StoredSession> session) {
        return session.map(SessionTexts::of).orElse("none");
    }

    static String of(StoredRotation rotation) {
        return rotation instanceof StoredRotation.Rotated rotated
                ? "Rotated " + of(rotated.session())
                : rotation.toString();
    }

    static String of(Map<HashedSessionId, StoredSession> sessions) {
        return sessions.entrySet().stream()
                .map(entry -> entry.getKey() + " " + of(entry.getValue()))
                .collect(Collectors.joining("\n", sessions.size() + " ", ""));
    }

    static String of(List<SessionInfo> sessions) {
        return sessions.stream()
                .map(info -> new SessionInfo(
                                info.userId(),
                                info.handle(),
                                info.createdAt(),
                                info.lastUsedAt(),
                                info.expiresAt(),
                                new TreeMap<>(info.metadata()))
                        .toString())
                .sorted()
                .collect(Collectors.joining("\n", sessions.size() + " ", ""));
    }
}
