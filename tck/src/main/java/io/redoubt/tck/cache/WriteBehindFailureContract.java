package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ClosedException;
import io.redoubt.api.cache.BacklogFullException;
import io.redoubt.api.cache.DeadLetter;
import io.redoubt.api.cache.PendingWrite;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.tck.ConcurrentCalls;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for {@link WriteBehind} queues when the data source fails, too many writes are waiting, or the queue
 * is closed.
 */
public abstract class WriteBehindFailureContract extends WriteBehindContractBase {

    /** Tries again at once at first, and then for longer than any thread of a test stands still. */
    private static WriteBehindSettings patient() {
        return settings().attempts(1_000).backoff(ofMillis(1), ofMillis(50));
    }

    @Nested
    @DisplayName("A source that fails")
    class Failing {

        @Test
        @DisplayName("gets the same writes again until it takes them")
        void retried() {
            WriteBehind<String, SampleProfile> behind = open(patient());
            source().down();
            long id = behind.put("Ada", SampleProfile.named("Ada"));
            await(() -> behind.statistics().retried() >= 3);
            assertThat(behind.pending("Ada")).isPresent();
            source().recover();
            drained(behind);
            assertThat(source().get("Ada")).isEqualTo(SampleProfile.named("Ada"));
            assertThat(source().ids("Ada")).hasSizeGreaterThan(3).containsOnly(id);
        }

        @Test
        @DisplayName("gets the newest write of a key, whatever it refused before")
        void newest() {
            WriteBehind<String, SampleProfile> behind = open(patient());
            source().down();
            behind.put("Ada", SampleProfile.named("1"));
            await(() -> behind.statistics().retried() >= 3);
            behind.put("Ada", SampleProfile.named("2"));
            source().recover();
            drained(behind);
            assertThat(source().get("Ada")).isEqualTo(SampleProfile.named("2"));
            assertThat(source().ids("Ada")).isSorted();
        }

        @Test
        @DisplayName(
                "is given all writes of a batch but the one that it does not take, which becomes a dead letter with the reason")
        void deadLetter() {
            WriteBehind<String, SampleProfile> behind = open(settings());
            hold(behind);
            source().dislike("k13");
            IntStream.range(0, 40).forEach(i -> behind.put("k" + i, SampleProfile.named("" + i)));
            source().unblock();
            drained(behind);
            assertThat(source().size()).isEqualTo(40);
            assertThat(source().get("k13")).isNull();
            List<DeadLetter> dead = behind.deadLetters(10);
            assertThat(dead).hasSize(1);
            assertThat(dead.get(0).key()).isEqualTo("k13");
            assertThat(dead.get(0).reason())
                    .contains(RecordingBatchWriter.REASON)
                    .contains("IOException");
            assertThat(source().ids("k13")).contains(dead.get(0).id());
            assertThat(behind.statistics().deadLetters()).isEqualTo(1);
            await(() -> behind.statistics().givenUp() == 1);
            // Alone as often as was asked for; with others as often as halving takes.
            assertThat(source().batches())
                    .filteredOn(batch -> batch.size() == 1 && batch.get(0).key().equals("k13"))
                    .hasSize(3);
        }

        @Test
        @DisplayName("gets dead letters again, with their ids, when that is asked for")
        void retryDeadLetters() {
            WriteBehind<String, SampleProfile> behind = open(settings().shards(4));
            source().down();
            for (int i = 0; i < 20; i++) {
                behind.put("k" + i, SampleProfile.named("" + i));
            }
            await(() -> behind.statistics().deadLetters() == 20);
            assertThat(behind.deadLetters(7)).hasSize(7);
            List<Long> ids = behind.deadLetters(100).stream()
                    .map(DeadLetter::id)
                    .sorted()
                    .toList();
            source().recover();
            int before = source().batches().size();
            assertThat(behind.retryDeadLetters()).isEqualTo(20);
            drained(behind);
            assertThat(source().size()).isEqualTo(20);
            assertThat(behind.deadLetters(100)).isEmpty();
            assertThat(source().batches().stream()
                            .skip(before)
                            .flatMap(List::stream)
                            .map(PendingWrite::id)
                            .sorted())
                    .isEqualTo(ids);
        }

        @Test
        @DisplayName("never gets a dead letter after a newer write of its key was accepted")
        void superseded() {
            WriteBehind<String, SampleProfile> behind = open(settings());
            source().dislike("Ada");
            behind.put("Ada", SampleProfile.named("1"));
            await(() -> behind.statistics().deadLetters() == 1);
            source().recover();
            behind.put("Ada", SampleProfile.named("2"));
            drained(behind);
            assertThat(behind.statistics().deadLetters()).isZero();
            assertThat(behind.retryDeadLetters()).isZero();
            assertThat(source().get("Ada")).isEqualTo(SampleProfile.named("2"));
        }

        @Test
        @DisplayName("finds the shard waiting once there are too many dead letters: nothing is lost")
        void tooManyDeadLetters() {
            WriteBehind<String, SampleProfile> behind =
                    open(settings().maxDeadLetters(2).batch(1));
            source().down();
            List.of("a", "b", "c", "d").forEach(key -> behind.put(key, SampleProfile.named(key)));
            await(() -> source().ids("c").size() > 10);
            assertThat(behind.statistics().deadLetters()).isEqualTo(2);
            assertThat(behind.statistics().depth()).isEqualTo(2);
            source().recover();
            drained(behind);
            behind.retryDeadLetters();
            drained(behind);
            assertThat(source().size()).isEqualTo(4);
        }

        @Test
        @DisplayName("is not what readers see of a write that was given up: the region forgets it")
        void forgotten() {
            WriteBehind<String, SampleProfile> behind = open(settings());
            source().dislike("Ada");
            behind.put("Ada", SampleProfile.named("refused"));
            await(() -> behind.statistics().deadLetters() == 1);
            await(() -> behind.statistics().givenUp() == 1);
            await(() -> SampleProfile.named("of the source")
                    .equals(region().get("Ada", behind.reading((id, load) -> SampleProfile.named("of the source")))));
        }

        @Test
        @DisplayName("may throw what it likes, and leave its thread interrupted")
        void anything() {
            AtomicInteger runs = new AtomicInteger();
            try (WriteBehind<String, SampleProfile> behind = region().writeBehind(
                            settings().attempts(1_000), batch -> {
                                switch (runs.getAndIncrement()) {
                                    case 0 -> throw new StackOverflowError("an error");
                                    case 1 -> throw new InterruptedException("not by us");
                                    case 2 -> Thread.currentThread().interrupt();
                                    default -> {}
                                }
                            })) {
                behind.put("Ada", SampleProfile.named("1"));
                drained(behind);
                behind.put("Ada", SampleProfile.named("2"));
                drained(behind);
                assertThat(runs).hasValue(4);
            }
        }

        @Test
        @DisplayName("may interrupt its thread after it has returned, as a timer does that is late")
        void lateInterrupt() {
            BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
            try (WriteBehind<String, SampleProfile> behind =
                    region().writeBehind(settings(), batch -> threads.add(Thread.currentThread()))) {
                for (int i = 1; i <= 3; i++) {
                    int number = i;
                    behind.put("Ada", SampleProfile.named("" + number));
                    await(() -> threads.size() >= number);
                    drained(behind);
                    threads.forEach(Thread::interrupt);
                }
            }
            assertThat(threads.stream().distinct()).hasSize(1);
        }
    }

    @Nested
    @DisplayName("The function that makes keys of texts")
    class KeyTexts {

        private final AtomicInteger read = new AtomicInteger();

        @Test
        @DisplayName("may throw an error: the write is read again")
        void error() {
            written(String::valueOf, text -> {
                if (read.getAndIncrement() == 0) {
                    throw new NoClassDefFoundError("a class of the key");
                }
                return Integer.valueOf(text);
            });
        }

        @Test
        @DisplayName("may throw an error and leave its thread interrupted: the write is read again")
        void interruptedError() {
            written(String::valueOf, text -> {
                if (read.getAndIncrement() < 2) {
                    Thread.currentThread().interrupt();
                    throw new NoClassDefFoundError("a class of the key");
                }
                return Integer.valueOf(text);
            });
        }

        @Test
        @DisplayName("has a counterpart that may leave its thread interrupted: the write is written")
        void interrupted() {
            Thread caller = Thread.currentThread();
            written(
                    key -> {
                        if (Thread.currentThread() != caller && read.getAndIncrement() < 2) {
                            Thread.currentThread().interrupt();
                        }
                        return String.valueOf(key);
                    },
                    Integer::valueOf);
            assertThat(read.get()).isGreaterThanOrEqualTo(2);
        }

        @Test
        @DisplayName("has a counterpart that may leave its thread interrupted once the source has a write: no reader"
                + " finds the value before it, for the write waits until it is invalidated")
        void interruptedInvalidation() {
            Thread caller = Thread.currentThread();
            List<PendingWrite<Integer, SampleProfile>> taken = new CopyOnWriteArrayList<>();
            RegionSpec<Integer, SampleProfile> numbered = regionSpec()
                    .keyedBy(
                            Integer.class,
                            key -> {
                                if (Thread.currentThread() != caller
                                        && !taken.isEmpty()
                                        && read.getAndIncrement() == 0) {
                                    Thread.currentThread().interrupt();
                                }
                                return String.valueOf(key);
                            },
                            Integer::valueOf);
            try (WriteBehind<Integer, SampleProfile> behind =
                    cache().region(numbered).writeBehind(settings(), taken::addAll)) {
                long id = behind.put(1, SampleProfile.named("1"));
                await(() -> taken.size() >= 2);
                drained(behind);
                assertThat(taken).extracting(PendingWrite::id).containsOnly(id);
                assertThat(behind.statistics().written()).isEqualTo(1);
            }
        }

        private void written(Function<Integer, String> toText, Function<String, Integer> fromText) {
            Set<Integer> keys = ConcurrentHashMap.newKeySet();
            RegionSpec<Integer, SampleProfile> numbered = regionSpec().keyedBy(Integer.class, toText, fromText);
            try (WriteBehind<Integer, SampleProfile> behind = cache().region(numbered)
                    .writeBehind(settings(), batch -> batch.forEach(write -> keys.add(write.key())))) {
                for (int i = 1; i <= 3; i++) {
                    behind.put(i, SampleProfile.named("" + i));
                }
                drained(behind);
                assertThat(behind.statistics().deadLetters()).isZero();
            }
            assertThat(keys).containsExactlyInAnyOrder(1, 2, 3);
        }
    }

    @Nested
    @DisplayName("Too many writes")
    class Full {

        @Test
        @DisplayName("are refused, except of keys that wait already; room is made by writing")
        void refused() {
            WriteBehind<String, SampleProfile> behind = open(settings().maxDepth(3));
            hold(behind);
            behind.put("a", SampleProfile.named("1"));
            behind.put("b", SampleProfile.named("1"));
            assertThatThrownBy(() -> behind.put("c", SampleProfile.named("1")))
                    .isInstanceOf(BacklogFullException.class)
                    .hasMessageContaining("profiles")
                    .hasMessageContaining("3 keys");
            assertThatThrownBy(() -> behind.remove("c")).isInstanceOf(BacklogFullException.class);
            behind.put("b", SampleProfile.named("2"));
            source().unblock();
            drained(behind);
            behind.put("c", SampleProfile.named("1"));
            drained(behind);
            assertThat(source().get("b")).isEqualTo(SampleProfile.named("2"));
            assertThat(source().size()).isEqualTo(4);
        }
    }

    @Nested
    @DisplayName("Closing")
    class Closing {

        @Test
        @DisplayName("writes all that was accepted, and accepts no more")
        void drains() {
            WriteBehind<String, SampleProfile> behind =
                    open(settings().shards(8).poll(ofSeconds(60)));
            IntStream.range(0, 500).forEach(i -> behind.put("k" + i, SampleProfile.named("" + i)));
            behind.close();
            assertThat(source().size()).isEqualTo(500);
            assertThatThrownBy(() -> behind.put("late", SampleProfile.named("late")))
                    .isInstanceOf(ClosedException.class);
            behind.close();
        }

        @Test
        @DisplayName("goes on trying a source that fails, for as long as it may")
        void stubborn() {
            WriteBehind<String, SampleProfile> behind = open(patient().drainWithin(ofSeconds(60)));
            source().down();
            behind.put("Ada", SampleProfile.named("Ada"));
            await(() -> behind.statistics().retried() > 0);
            try (ConcurrentCalls callers = ConcurrentCalls.of(1)) {
                Future<Boolean> closing = callers.join(() -> {
                    behind.close();
                    return true;
                });
                callers.awaitBlocked(1);
                int before = source().batches().size();
                await(() -> source().batches().size() > before + 3);
                source().recover();
                assertThat(ConcurrentCalls.result(closing)).isTrue();
            }
            assertThat(source().get("Ada")).isEqualTo(SampleProfile.named("Ada"));
        }

        @Test
        @DisplayName("breaks off a writer that does not end, and leaves what it had to the next")
        void breaksOff() throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch interrupted = new CountDownLatch(1);
            WriteBehind<String, SampleProfile> stuck = region().writeBehind(
                            settings().drainWithin(ofMillis(50)), batch -> {
                                begun.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } catch (InterruptedException e) {
                                    interrupted.countDown();
                                    throw e;
                                }
                            });
            stuck.put("Ada", SampleProfile.named("Ada"));
            begun.await();
            stuck.close();
            assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
            WriteBehind<String, SampleProfile> next = open(settings());
            drained(next);
            assertThat(source().get("Ada")).isEqualTo(SampleProfile.named("Ada"));
        }
    }
}
