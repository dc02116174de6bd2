package io.redoubt.benchmarks.session;

import io.redoubt.benchmarks.ServerAddress;
import java.util.function.Function;

/** Implementation of sessions that takes part in the benchmark. */
enum SessionCandidate {
    RAW("Lettuce: HSET and EXPIRE; HGETALL and EXPIRE", RawSessions::open),
    REDOUBT("Redoubt", RedoubtSessions::open),
    SPRING("Spring Session, plain", SpringSessions::plain),
    SPRING_INDEXED("Spring Session, indexed", SpringSessions::indexed);

    private final String title;
    private final Function<ServerAddress, SessionsUnderTest> opener;

    SessionCandidate(String title, Function<ServerAddress, SessionsUnderTest> opener) {
        this.title = title;
        this.opener = opener;
    }

    String title() {
        return title;
    }

    SessionsUnderTest open(ServerAddress server) {
        return opener.apply(server);
    }
}
