package io.redoubt.session;

import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;

/** Deliberately broken session store: writes attributes without checking that the session still exists. */
final class UncheckedUpdateStore extends DelegatingSessionStore {

    private final RawRedis raw;
    private final SessionKeys keys;

    UncheckedUpdateStore(SessionStore store, RawRedis raw, SessionKeys keys) {
        super(store);
        this.raw = raw;
        this.keys = keys;
    }

    @Override
    public SessionUpdateResult update(String id, SessionUpdate update) {
        byte[] key = keys.session(SessionId.parse(id).orElseThrow().hashed());
        raw.call(bytes("HSET"), key, bytes("a:gold"), bytes("2"));
        return new SessionUpdateResult.Updated(2);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
