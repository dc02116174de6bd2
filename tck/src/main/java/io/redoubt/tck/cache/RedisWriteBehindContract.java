package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.cache.BulkLoadContext;
import io.redoubt.api.cache.DeadLetter;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.tck.backend.RedisBackend;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for {@link WriteBehind} queues on Redis that several processes use at the same time. */
public abstract class RedisWriteBehindContract extends WriteBehindContractBase {

    private static final String SHARD = "behind:{profiles:0}:";
    private static final Pattern SCRIPTS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");

    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        return (RedisBackend) on();
    }

    private String key(String part) {
        return redis().prefix() + SHARD + part;
    }

    /** The same on a store of its own, as another process has it. */
    private WriteBehind<String, SampleProfile> elsewhere(WriteBehindSettings settings) {
        return open(openCache().store().region(regionSpec()), settings);
    }

    /** A lease that does not end during a test. */
    private static WriteBehindSettings leased() {
        return settings().lease(ofMinutes(5));
    }

    @Test
    @DisplayName("One process at a time writes a shard, and the next one goes on when it is closed")
    void oneAtATime() {
        WriteBehind<String, SampleProfile> first = open(leased().drainWithin(ofMillis(50)));
        hold(first);
        WriteBehind<String, SampleProfile> second = elsewhere(leased());
        second.put("Ada", SampleProfile.named("Ada"));
        // Nothing but the second one runs scripts now: it asks for the shard, again and again.
        long before = scripts();
        await(() -> scripts() >= before + 3);
        assertThat(source().batches()).hasSize(1);
        first.close();
        source().unblock();
        drained(second);
        assertThat(source().size()).isEqualTo(2);
    }

    /** How many scripts the servers have run. */
    private long scripts() {
        return redis().onEveryMaster("INFO", "commandstats").stream()
                .mapToLong(statistics -> SCRIPTS.matcher(statistics)
                        .results()
                        .mapToLong(found -> Long.parseLong(found.group(1)))
                        .sum())
                .sum();
    }

    @Test
    @DisplayName(
            "A process that was paused comes too late: another took over, and by its id what is older changes nothing")
    void takenOver() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch wentOn = new CountDownLatch(1);
        WriteBehind<String, SampleProfile> paused = region().writeBehind(leased(), batch -> {
            goOn.await();
            source().writeAll(batch);
            wentOn.countDown();
        });
        try {
            long old = paused.put("Ada", SampleProfile.named("old"));
            await(() -> redis().raw("EXISTS", key("lease")).equals("1"));
            redis().raw("DEL", key("lease")); // as if it had ended
            WriteBehind<String, SampleProfile> next = elsewhere(leased());
            drained(next);
            long newer = next.put("Ada", SampleProfile.named("newer"));
            drained(next);
            goOn.countDown();
            wentOn.await();

            assertThat(source().ids("Ada")).containsExactly(old, newer, old);
            assertThat(source().get("Ada")).isEqualTo(SampleProfile.named("newer"));
        } finally {
            goOn.countDown();
            paused.close();
        }
        assertThat(paused.statistics().written())
                .as("acknowledged by the paused one")
                .isZero();
    }

    @Test
    @DisplayName("A lease is renewed while a writer runs")
    void renewed() {
        WriteBehind<String, SampleProfile> behind = open(settings().lease(ofSeconds(6)));
        hold(behind);
        // Nothing but a renewal makes so long a time short again.
        assertThat(redis().raw("PEXPIRE", key("lease"), "300000")).isEqualTo("1");
        await(() -> Long.parseLong(redis().raw("PTTL", key("lease"))) <= 6_000);
        source().unblock();
        drained(behind);
    }

    @Test
    @DisplayName("What one process accepted is written by another, which finds it without being told")
    void foundByOthers() {
        WriteBehind<String, SampleProfile> behind = open(settings());
        behind.put("Ada", SampleProfile.named("1"));
        drained(behind);
        redis().raw("HSET", key("pending"), "Bob", "7:=" + "{\"name\":\"Bob\",\"level\":1,\"titles\":[]}");
        redis().raw("XADD", key("stream"), "*", "entry", "Bob");
        await(() -> source().get("Bob") != null);
        assertThat(source().ids("Bob")).containsExactly(7L);
    }

    @Test
    @DisplayName("What cannot be read becomes a dead letter, and holds up nothing")
    void unreadable() {
        WriteBehind<String, SampleProfile> behind = open(settings());
        hold(behind);
        redis().raw("HSET", key("pending"), "odd", "7:=not json");
        redis().raw("XADD", key("stream"), "*", "entry", "odd");
        behind.put("Ada", SampleProfile.named("Ada"));
        source().unblock();
        drained(behind);
        assertThat(source().get("Ada")).isEqualTo(SampleProfile.named("Ada"));
        assertThat(behind.deadLetters(10)).extracting(DeadLetter::key).containsExactly("odd");
        assertThat(behind.deadLetters(10).get(0).reason()).contains("cannot be read");
    }

    @Test
    @DisplayName("Rows of the stream without a write hide none that follow, however many there are")
    void rowsWithoutWrite() {
        WriteBehind<String, SampleProfile> behind = open(settings().batch(2).poll(ofMinutes(1)));
        hold(behind);
        IntStream.range(0, 50).forEach(i -> redis().raw("XADD", key("stream"), "*", "entry", "none" + i));
        behind.put("Ada", SampleProfile.named("Ada"));
        source().unblock();
        await(() -> source().get("Ada") != null);
        drained(behind);
    }

    @Test
    @DisplayName("A dead letter is kept where another program writes under its key")
    void deadLetterOfForeignWrite() {
        WriteBehind<String, SampleProfile> behind = open(settings());
        redis().raw("HSET", key("dead"), "Ada", "1:3:odd7:-");
        redis().raw("HSET", key("pending"), "Ada", "of another program");
        redis().raw("XADD", key("stream"), "*", "entry", "Ada");
        await(() -> redis().raw("HEXISTS", key("pending"), "Ada").equals("0"));
        assertThat(behind.deadLetters(10))
                .singleElement()
                .satisfies(dead -> assertThat(dead.id()).isEqualTo(7))
                .satisfies(dead -> assertThat(dead.reason()).isEqualTo("odd"));
    }

    @Test
    @DisplayName("A write that replaces one without a place in the stream gets a place, in a full shard too")
    void writeWithoutRow() {
        WriteBehind<String, SampleProfile> behind = open(settings().maxDepth(2));
        redis().raw("HSET", key("pending"), "Ada", "7:-", "Bob", "7:-");
        behind.put("Ada", SampleProfile.named("Ada"));
        await(() -> source().get("Ada") != null);
        drained(behind);
        redis().raw("HDEL", key("pending"), "Bob");
        hold(behind);
        redis().raw("HSET", key("pending"), "Cid", "99999999999999999999:-");
        behind.put("Cid", SampleProfile.named("Cid"));
        source().unblock();
        await(() -> source().get("Cid") != null);
        drained(behind);
    }

    @Test
    @DisplayName("Dead letters stay where the stream is of another type")
    void retryOnForeignStream() {
        WriteBehind<String, SampleProfile> behind = open(settings());
        redis().raw("HSET", key("dead"), "Ada", "1:3:odd7:-");
        redis().raw("SET", key("stream"), "of another program");
        assertThatThrownBy(behind::retryDeadLetters)
                .isInstanceOfSatisfying(
                        StoreRejectedException.class, e -> assertThat(e.code()).isEqualTo("WRONGTYPE"));
        assertThat(redis().raw("HEXISTS", key("dead"), "Ada")).isEqualTo("1");
        assertThat(redis().raw("EXISTS", key("pending"))).isEqualTo("0");
        redis().raw("DEL", key("stream"));
    }

    @Test
    @DisplayName("Ids grow also when Redis has lost everything")
    void afterLoss() {
        WriteBehind<String, SampleProfile> behind = open(settings());
        long before = behind.put("Ada", SampleProfile.named("1"));
        drained(behind);
        redis().keys().forEach(key -> redis().raw("UNLINK", key));
        assertThat(behind.put("Ada", SampleProfile.named("2"))).isGreaterThan(before);
    }

    @Test
    @DisplayName("Another number of shards is refused by name")
    void shards() {
        WriteBehind<String, SampleProfile> behind = open(settings());
        behind.put("Ada", SampleProfile.named("1"));
        drained(behind);
        behind.close();
        WriteBehind<String, SampleProfile> other = elsewhere(settings().shards(2));
        assertThatThrownBy(() -> other.put("Ada", SampleProfile.named("2")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("profiles")
                .hasMessageContaining("1 shards");
        other.close();
    }

    @Test
    @DisplayName("Its keys are those that are documented; drained, it leaves only the last id and the number of shards")
    void keys() {
        WriteBehind<String, SampleProfile> behind = open(leased());
        Set<String> before = new HashSet<>(redis().keys());
        assertThat(before).isSubsetOf(redis().prefix() + "behind:{profiles}:shards");
        hold(behind);
        behind.put("Ada", SampleProfile.named("Ada"));
        String regionKeys = redis().prefix() + "region:";
        assertThat(redis().keys())
                .filteredOn(key -> !key.startsWith(regionKeys))
                .containsExactlyInAnyOrder(
                        key("stream"),
                        key("pending"),
                        key("lease"),
                        key("id"),
                        redis().prefix() + "behind:{profiles}:shards");
        source().unblock();
        drained(behind);
        await(() -> redis().raw("EXISTS", key("lease")).equals("0"));
        assertThat(redis().keys())
                .filteredOn(key -> !key.startsWith(regionKeys))
                .containsExactlyInAnyOrder(key("id"), redis().prefix() + "behind:{profiles}:shards");
    }

    @Test
    @DisplayName("To look up what waits is one round trip, of one key or of many")
    void cost() throws Exception {
        WriteBehind<String, SampleProfile> behind = open(leased().shards(4).poll(ofMinutes(1)));
        source().block();
        IntStream.range(0, 20).forEach(i -> behind.put("held" + i, SampleProfile.named("")));
        // While each of the four waits for the source, none asks for anything that would be counted.
        await(() -> source().batches().size() == 4);
        List<String> ids = IntStream.range(0, 20).mapToObj(i -> "k" + i).toList();
        redis().measure(() -> behind.pending("k1")).mustBe(1, 1);
        BulkLoadContext<String> unused = id -> {
            throw new AssertionError(id);
        };
        redis().measure(() -> behind.readingAll(missing -> Map.of()).loadAll(Set.copyOf(ids), unused))
                .mustBePerMaster(20, 1);
        source().unblock();
    }
}
