package io.redoubt.jedis;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.tck.load.Comparison;
import io.redoubt.tck.load.Crowd;
import io.redoubt.tck.load.Figures;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("Under load, beside a raw pool of Jedis")
final class JedisWireLoadTest {

    @Test
    @DisplayName("every reply is the right one")
    void verified() {
        Map<String, Figures> figures = JedisWireLoad.run(Crowd.platform(32), 1, Duration.ofMillis(250));
        assertThat(figures.values())
                .hasSize(2)
                .allSatisfy(f -> assertThat(f.calls()).isGreaterThan(100));
    }

    @Tag("slow")
    @Test
    @DisplayName("64 threads get half as much again or more, and cost the server half or less")
    void crowd() {
        Map<String, Figures> figures = JedisWireLoad.run(Crowd.platform(64), 7, Duration.ofSeconds(1));
        Iterator<Figures> each = figures.values().iterator();
        Figures raw = each.next();
        Figures ours = each.next();
        String table = Comparison.table(Crowd.platform(64), figures);
        assertThat(ours.perSecond()).as(table).isGreaterThan(1.5 * raw.perSecond());
        assertThat(ours.serverCpu()).as(table).isLessThan(0.5 * raw.serverCpu());
    }

    @Tag("slow")
    @Test
    @DisplayName("one thread, and eight, get no less than a fifth less, and cost no more than a third more CPU")
    void few() {
        for (int callers : new int[] {1, 8}) {
            Map<String, Figures> figures = JedisWireLoad.run(Crowd.platform(callers), 7, Duration.ofSeconds(1));
            Iterator<Figures> each = figures.values().iterator();
            Figures raw = each.next();
            Figures ours = each.next();
            String table = Comparison.table(Crowd.platform(callers), figures);
            assertThat(ours.perSecond()).as(table).isGreaterThan(0.8 * raw.perSecond());
            assertThat(ours.clientCpu()).as(table).isLessThan(1.33 * raw.clientCpu());
        }
    }
}
