package io.redoubt.benchmarks.session;

import io.redoubt.Redoubt;
import io.redoubt.RedoubtSettings;
import io.redoubt.api.session.NewSession;
import io.redoubt.benchmarks.ServerAddress;

/** Benchmark candidate that uses the sessions of Redoubt with their default settings. */
record RedoubtSessions(Redoubt redoubt) implements SessionsUnderTest {

    static SessionsUnderTest open(ServerAddress server) {
        return new RedoubtSessions(Redoubt.connect(RedoubtSettings.builder()
                .url(server.url())
                .sessionTtl(IDLE_TIMEOUT)
                .build()));
    }

    @Override
    public String create(String userId) {
        return redoubt.sessions()
                .create(NewSession.of(userId)
                        .attribute("cart", CART)
                        .attribute("gold", 42)
                        .attribute("language", "de"))
                .id();
    }

    @Override
    public void use(String id) {
        redoubt.sessions().find(id).orElseThrow().attribute("cart", String.class).orElseThrow();
    }

    @Override
    public void close() {
        redoubt.close();
    }
}
