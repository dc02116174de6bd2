package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.NewSession;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.tck.backend.OutOfMemoryServer;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of scripts on sessions whose user lacks the right to a command. */
@DisplayName("Sessions of a user without the right to a command")
final class RefusedCommandTest {

    @Test
    @DisplayName("are refused with the error of the server, not with one of the script around it")
    void error() {
        try (OutOfMemoryServer server = OutOfMemoryServer.start(new JedisDriverProvider());
                SessionStoreUnderTest sessions = Backends.open(server.driver(), "", SessionTestSettings.defaults())) {
            sessions.store().create(NewSession.of("user-42"));
            server.raw().text("ACL", "SETUSER", "default", "-hmget");
            assertThatThrownBy(() -> sessions.store().list("user-42"))
                    .isInstanceOf(StoreRejectedException.class)
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("user_script:\\d+: "));
        }
    }

    @Test
    @DisplayName("do what they do without PUBLISH, and nobody hears of it")
    void publish() {
        try (OutOfMemoryServer server = OutOfMemoryServer.start(new JedisDriverProvider());
                SessionStoreUnderTest sessions = Backends.open(server.driver(), "", SessionTestSettings.defaults())) {
            server.raw().text("ACL", "SETUSER", "default", "-publish");
            String id = sessions.store().create(NewSession.of("user-42")).id();
            String rotated = sessions.store().rotate(id).orElseThrow().id();
            String out = sessions.store().logout(rotated).orElseThrow().id();
            String in = sessions.store().login(out, "user-42").orElseThrow().id();
            assertThat(sessions.store().list("user-42")).hasSize(1);
            assertThat(sessions.store().destroy(in)).isTrue();
            assertThat(sessions.store().destroyAll("user-42")).isZero();
        }
    }
}
