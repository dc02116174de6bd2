package shop.bad;

import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionStore;
import reactor.core.publisher.Mono;

final class BlocksMono {

    private BlocksMono() {}

    static Mono<Session> session(SessionStore sessions, String id) {
        return Mono.justOrEmpty(sessions.find(id));
    }
}
