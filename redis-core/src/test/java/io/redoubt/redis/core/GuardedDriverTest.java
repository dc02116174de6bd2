package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.ExclusiveConnection;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Behind the guard of a driver")
final class GuardedDriverTest {

    private static final CallOptions OPTIONS = CallOptions.within(Duration.ofSeconds(1));
    private static final byte[] KEY = Command.ascii("k");

    private final RecordingDriver recording = new RecordingDriver();
    private final RedisDriver guarded = CommandFilteringDriver.around(recording);

    @Nested
    @DisplayName("a command that harms a whole server")
    final class Dangerous {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ACL",
                    "BGREWRITEAOF",
                    "BGSAVE",
                    "CLIENT",
                    "CLUSTER",
                    "CONFIG",
                    "DEBUG",
                    "FAILOVER",
                    "FLUSHALL",
                    "FLUSHDB",
                    "FUNCTION",
                    "KEYS",
                    "MIGRATE",
                    "MODULE",
                    "MONITOR",
                    "PFDEBUG",
                    "PFSELFTEST",
                    "PSYNC",
                    "REPLCONF",
                    "REPLICAOF",
                    "RESTORE",
                    "RESTORE-ASKING",
                    "SAVE",
                    "SCRIPT",
                    "SENTINEL",
                    "SHUTDOWN",
                    "SLAVEOF",
                    "SWAPDB",
                    "SYNC"
                })
        @DisplayName("never reaches the driver, on no path")
        void never(String name) {
            Command command = Command.keyless(name);
            Command get = Command.keyed("GET", KEY);
            ExclusiveConnection exclusive = guarded.exclusive(KEY, OPTIONS);
            recording.calls.clear();

            refused(name, () -> guarded.execute(command, OPTIONS));
            refused(name, () -> guarded.execute(Command.keyed(name, KEY), OPTIONS));
            refused(name, () -> guarded.pipeline(List.of(get, command), OPTIONS));
            refused(name, () -> guarded.onEveryMaster(command, OPTIONS));
            refused(name, () -> guarded.onMaster(new Node("h", 1), command, OPTIONS));
            refused(name, () -> exclusive.execute(command, OPTIONS.timeout()));
            refused(name, () -> exclusive.pipeline(List.of(get, command, get), OPTIONS.timeout()));
            assertThat(recording.calls).isEmpty();
        }
    }

    @Nested
    @DisplayName("a command that changes or blocks its connection")
    final class Stateful {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ASKING",
                    "AUTH",
                    "BLMOVE",
                    "BLMPOP",
                    "BLPOP",
                    "BRPOP",
                    "BRPOPLPUSH",
                    "BZMPOP",
                    "BZPOPMAX",
                    "BZPOPMIN",
                    "DISCARD",
                    "EXEC",
                    "HELLO",
                    "MULTI",
                    "PSUBSCRIBE",
                    "PUNSUBSCRIBE",
                    "QUIT",
                    "READONLY",
                    "READWRITE",
                    "RESET",
                    "SELECT",
                    "SSUBSCRIBE",
                    "SUBSCRIBE",
                    "SUNSUBSCRIBE",
                    "UNSUBSCRIBE",
                    "UNWATCH",
                    "WAIT",
                    "WAITAOF",
                    "WATCH"
                })
        @DisplayName("is for exclusive connections only")
        void exclusiveOnly(String name) {
            refusedWhereShared(Command.keyed(name, KEY));
        }

        @ParameterizedTest
        @ValueSource(strings = {"XREAD", "XREADGROUP"})
        @DisplayName("by an option is for exclusive connections only, too")
        void blockingReads(String name) {
            refusedWhereShared(streams(name, "BLOCK"));
            refusedWhereShared(streams(name, "block"));
            assertThat(guarded.execute(streams(name, "COUNT"), OPTIONS)).isNotNull();
        }

        private static Command streams(String name, String option) {
            return Command.keyedAt(
                    3, name, List.of(Command.ascii(option), Command.ascii(1), Command.ascii("STREAMS"), KEY));
        }

        private void refusedWhereShared(Command command) {
            ExclusiveConnection exclusive = guarded.exclusive(KEY, OPTIONS);
            recording.calls.clear();

            refused(command.name(), () -> guarded.execute(command, OPTIONS));
            refused(command.name(), () -> guarded.pipeline(List.of(command), OPTIONS));
            refused(command.name(), () -> guarded.onEveryMaster(command, OPTIONS));
            refused(command.name(), () -> guarded.onMaster(new Node("h", 1), command, OPTIONS));
            assertThat(recording.calls).isEmpty();
            assertThat(exclusive.execute(command, OPTIONS.timeout())).isNotNull();
            assertThat(exclusive.pipeline(List.of(command), OPTIONS.timeout())).isNotNull();
            assertThat(recording.calls).containsExactly("alone " + command.name(), "alone [" + command.name() + "]");
        }
    }

    @Test
    @DisplayName("a script that calls such a command never reaches the driver, wherever it was made")
    void script() {
        Script harmful = Script.of("harmful.lua", "return redis.call('FLUSHALL')");

        assertThatThrownBy(() -> guarded.script(harmful, List.of(KEY), List.of(), OPTIONS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("harmful.lua")
                .hasMessageContaining("FLUSHALL");
        assertThat(recording.calls).isEmpty();
        guarded.script(Script.of("fine.lua", "return redis.call('GET', KEYS[1])"), List.of(KEY), List.of(), OPTIONS);
        assertThat(recording.calls).hasSize(1);
    }

    @Test
    @DisplayName("everything else reaches the driver as it is")
    void passedOn() {
        Command get = Command.keyed("GET", KEY);
        TrackingListener tracking = new TrackingListener() {
            @Override
            public void onInvalidate(List<byte[]> keys) {}

            @Override
            public void onGap() {}
        };

        guarded.connect(OPTIONS);
        assertThat(guarded.execute(get, OPTIONS)).isSameAs(recording.replies.get(0));
        assertThat(guarded.pipeline(List.of(get, get), OPTIONS)).isSameAs(recording.replies);
        guarded.onEveryMaster(Command.keyless("DBSIZE"), OPTIONS);
        guarded.exclusive(KEY, OPTIONS).close();
        guarded.track(List.of(KEY), tracking, OPTIONS).close();
        guarded.topology(OPTIONS);
        guarded.capabilities(OPTIONS);
        guarded.statistics();
        guarded.close();

        assertThat(recording.calls)
                .containsExactly(
                        "connect",
                        "GET",
                        "pipeline [GET, GET]",
                        "everywhere DBSIZE",
                        "exclusive",
                        "close alone",
                        "track",
                        "untrack",
                        "topology",
                        "capabilities",
                        "statistics",
                        "close");
        assertThat(recording.options).containsOnly(OPTIONS);
    }

    @Test
    @DisplayName("there is no second guard")
    void once() {
        assertThat(CommandFilteringDriver.around(guarded)).isSameAs(guarded);
    }

    private static void refused(String name, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(name);
    }
}
