package io.redoubt.cache.internal.near;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.cache.internal.near.ReportState.Origin;
import io.redoubt.cache.internal.near.ReportState.Scope;
import io.redoubt.redis.core.driver.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The state of reports")
final class ReportStateTest {

    private final ReportState reports = new ReportState();

    private static final class Source implements Subscription {

        private boolean closed;

        @Override
        public boolean armed() {
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    @DisplayName("lets all keys count as changed both before and after other reports replace the present ones")
    void replaced() {
        Source messages = new Source();
        List<Boolean> byServers = new ArrayList<>();
        Runnable allChanged = () -> byServers.add(reports.coverByServers(Scope.ALL));
        reports.start(messages, Origin.MESSAGES, Scope.ALL, allChanged);
        assertThat(reports.cover(Scope.ALL)).isTrue();
        assertThat(byServers).containsExactly(false, false);
        reports.start(new Source(), Origin.SERVER, Scope.ALL, allChanged);
        assertThat(byServers).containsExactly(false, false, false, true);
        assertThat(messages.closed).isTrue();
    }

    @Test
    @DisplayName("says whether reports work though a server refused them, and ends them otherwise")
    void refused() {
        reports.require(Scope.ALL);
        Source server = new Source();
        reports.start(server, Origin.SERVER, Scope.ALL, () -> {});
        assertThat(reports.refused("a moment ago")).isTrue();
        assertThat(server.closed).isFalse();
        server.closed = true; // not armed any more
        assertThat(reports.refused("still")).isFalse();
    }

    @Test
    @DisplayName("trusts nothing, and closes what was replaced, if the keys could not be taken for changed afterwards")
    void failedAfterwards() {
        Source messages = new Source();
        reports.start(messages, Origin.MESSAGES, Scope.ALL, () -> {});
        Source servers = new Source();
        reports.start(servers, Origin.SERVER, Scope.ALL, () -> {
            if (!reports.isByMessages()) {
                throw new OutOfMemoryError("thrown by a test");
            }
        });
        assertThat(servers.closed).isFalse();
        assertThat(messages.closed).isTrue();
        assertThat(reports.cover(Scope.ALL)).isFalse();
        assertThat(reports.coverByServers(Scope.ALL)).isFalse();
        reports.recover(() -> {});
        assertThat(reports.coverByServers(Scope.ALL)).isTrue();
    }
}
