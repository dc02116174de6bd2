package io.redoubt.redis.core.async;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.redoubt.api.AsyncRejectedException;
import io.redoubt.api.AsyncSettings;
import io.redoubt.api.ClosedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.TaskDecorator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(CallThreadKind.class)
@DisplayName("Asynchronous calls")
final class AsyncExecutorTest {

    private static final long PATIENCE_SECONDS = 60;

    /** Time in which a call that need not wait has begun, on a busy machine too. */
    private static final Duration QUEUE_TIMEOUT = ofMillis(300);

    private final CallThreadKind kind;
    private final List<AsyncExecutor> opened = new ArrayList<>();
    private final CountDownLatch go = new CountDownLatch(1);

    AsyncExecutorTest(CallThreadKind kind) {
        this.kind = kind;
    }

    @AfterEach
    void close() {
        go.countDown();
        opened.forEach(AsyncExecutor::close);
        kind.close();
    }

    private AsyncExecutor open(AsyncSettings settings, Duration closeTimeout) {
        AsyncExecutor executor = kind.open(settings, closeTimeout);
        opened.add(executor);
        return executor;
    }

    private AsyncExecutor open(AsyncSettings settings) {
        return open(settings, Duration.ofSeconds(PATIENCE_SECONDS));
    }

    private static AsyncSettings bounds(int maxRunning, int maxQueued) {
        return AsyncSettings.defaults().withMaxRunning(maxRunning).withQueue(maxQueued, ofMinutes(10));
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the test has forgotten its latch");
        }
    }

    /** Starts calls that hold their slots until the test lets them go, and waits until they run. */
    private List<CompletableFuture<String>> hold(AsyncExecutor executor, int count) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(count);
        List<CompletableFuture<String>> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(executor.call(() -> {
                begun.countDown();
                await(go);
                return "held";
            }));
        }
        await(begun);
        return held;
    }

    private static Throwable failure(Future<?> future) throws Exception {
        try {
            get(future);
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
        throw new AssertionError("the future did not fail");
    }

    @Nested
    @DisplayName("The future")
    class TheFuture {

        @Test
        @DisplayName("has the result of the work, which ran on another thread")
        void result() throws Exception {
            AsyncExecutor executor = open(bounds(1, 1));
            Thread thread = get(executor.call(Thread::currentThread));
            assertThat(thread).isNotSameAs(Thread.currentThread());
            assertThat(thread.getName()).startsWith(kind.threadPrefix());
            Object nothing = get(executor.call(() -> null));
            assertThat(nothing).isNull();
            assertThat(get(executor.run(() -> {}))).isNull();
        }

        @Test
        @DisplayName("fails with what the work throws, itself, whatever that is; and the next call works")
        void failures() throws Exception {
            AsyncExecutor executor = open(bounds(1, 1));
            for (Throwable thrown : List.of(
                    new IOException("checked"),
                    new IllegalStateException("unchecked"),
                    new StackOverflowError("error"),
                    new OutOfMemoryError("error"),
                    new Throwable("neither"))) {
                CompletableFuture<Object> failed = executor.call(() -> {
                    throw AsyncExecutorTest.<RuntimeException>sneaky(thrown);
                });
                assertThat(failure(failed)).isSameAs(thrown);
                assertThat(get(executor.call(() -> "next"))).isEqualTo("next");
            }
        }

        @Test
        @DisplayName("fails also with what cannot even be told, as without memory; and the next call works")
        void untold() throws Exception {
            Throwable untold = new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new NoClassDefFoundError("thrown by a test");
                }
            };
            AtomicBoolean failing = new AtomicBoolean(true);
            AsyncExecutor executor = open(bounds(1, 1).withTaskDecorator(task -> () -> {
                if (failing.get()) {
                    throw AsyncExecutorTest.<RuntimeException>sneaky(untold);
                }
                task.run();
            }));
            for (int i = 0; i < 3; i++) {
                assertThat(failure(executor.call(() -> "v"))).isInstanceOf(NoClassDefFoundError.class);
            }
            failing.set(false);
            assertThat(get(executor.call(() -> "next"))).isEqualTo("next");

            AtomicBoolean refusing = new AtomicBoolean(true);
            AsyncSettings refused = bounds(1, 1).withExecutor(task -> {
                if (refusing.get()) {
                    throw AsyncExecutorTest.<RuntimeException>sneaky(untold);
                }
                new Thread(task, "async-executor-test").start();
            });
            AsyncExecutor ofApplication = AsyncExecutor.create("async-executor-test", refused, QUEUE_TIMEOUT);
            opened.add(ofApplication);
            for (int i = 0; i < 3; i++) {
                // Not with an ExecutionException, which has the text of its cause.
                CompletableFuture<Boolean> failed =
                        ofApplication.call(() -> "v").handle((value, failure) -> failure == untold);
                assertThat(failed.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
            refusing.set(false);
            assertThat(get(ofApplication.call(() -> "next"))).isEqualTo("next");
        }

        @Test
        @DisplayName("lets dependent stages make further calls, which may wait")
        void dependents() throws Exception {
            AsyncExecutor executor = open(bounds(1, 10));
            CompletableFuture<Integer> chain = CompletableFuture.completedFuture(0);
            for (int i = 0; i < 100; i++) {
                chain = chain.thenCompose(n -> executor.call(() -> n + 1));
            }
            assertThat(get(chain)).isEqualTo(100);
        }
    }

    @Nested
    @DisplayName("Cancelling")
    class Cancelling {

        @Test
        @DisplayName("a waiting call removes it: its work never runs, and another one may wait")
        void waiting() throws Exception {
            AsyncExecutor executor = open(bounds(1, 1));
            List<CompletableFuture<String>> held = hold(executor, 1);
            AtomicInteger ran = new AtomicInteger();
            for (int i = 0; i < 1_000; i++) {
                CompletableFuture<Integer> waiting = executor.call(ran::incrementAndGet);
                assertThat(waiting).isNotDone();
                assertThat(waiting.cancel(i % 2 == 0)).isTrue();
                assertThatThrownBy(waiting::join).isInstanceOf(CancellationException.class);
            }
            CompletableFuture<String> last = executor.call(() -> "last");
            go.countDown();
            assertThat(get(last)).isEqualTo("last");
            assertThat(get(held.get(0))).isEqualTo("held");
            assertThat(ran).hasValue(0);
        }

        @Test
        @DisplayName("a running call interrupts its work; so does completing it in another way")
        void running() throws Exception {
            AsyncExecutor executor = open(bounds(1, 1));
            for (int i = 0; i < 100; i++) {
                CountDownLatch begun = new CountDownLatch(1);
                CountDownLatch interrupted = new CountDownLatch(1);
                CompletableFuture<String> call = executor.call(() -> {
                    begun.countDown();
                    try {
                        go.await();
                        return "not interrupted";
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                });
                await(begun);
                switch (i % 4) {
                    case 0 -> call.cancel(true);
                    case 1 -> call.complete("other");
                    case 2 -> call.completeExceptionally(new IOException());
                    default -> call.orTimeout(1, TimeUnit.MILLISECONDS);
                }
                await(interrupted);
                assertThat(call).isDone();
            }
        }

        @Test
        @DisplayName("without permission to interrupt lets the work end, and hands its result back")
        void withoutInterrupt() throws Exception {
            AsyncExecutor executor = open(bounds(1, 1));
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<String> discarded = new CompletableFuture<>();
            CompletableFuture<String> call = executor.call(
                    () -> {
                        begun.countDown();
                        await(go);
                        return "lock";
                    },
                    discarded::complete);
            await(begun);
            assertThat(call.cancel(false)).isTrue();
            go.countDown();
            assertThat(get(discarded)).isEqualTo("lock");
        }

        @Test
        @DisplayName("at any moment never interrupts what the thread does afterwards")
        void harmless() throws Exception {
            AsyncExecutor executor = open(bounds(1, 2));
            Random random = new Random(7);
            for (int i = 0; i < 3_000; i++) {
                int spins = random.nextInt(300);
                CompletableFuture<Integer> victim = executor.call(() -> spin(spins));
                spin(random.nextInt(300));
                victim.cancel(true);
                CompletableFuture<Boolean> next =
                        executor.call(() -> Thread.currentThread().isInterrupted());
                assertThat(get(next)).as("round " + i).isFalse();
            }
        }

        private static int spin(int times) {
            for (int i = 0; i < times; i++) {
                Thread.onSpinWait();
            }
            return times;
        }
    }

    @Nested
    @DisplayName("Bounds:")
    class Bounds {

        @Test
        @DisplayName("maxRunning run, maxQueued wait, the next is refused by a future that names both")
        void edge() throws Exception {
            AsyncExecutor executor = open(bounds(2, 3));
            List<CompletableFuture<String>> all = new ArrayList<>(hold(executor, 2));
            AtomicInteger begun = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                all.add(executor.call(() -> "waited" + begun.incrementAndGet()));
            }
            assertThat(all).noneMatch(CompletableFuture::isDone);
            CompletableFuture<String> refused = executor.call(() -> "refused");
            assertThat(refused).isCompletedExceptionally();
            assertThat(failure(refused))
                    .isInstanceOf(AsyncRejectedException.class)
                    .hasMessageContaining("2 calls are running (AsyncSettings.maxRunning)")
                    .hasMessageContaining("3 are waiting (AsyncSettings.maxQueued)");
            assertThat(begun).hasValue(0);
            go.countDown();
            for (CompletableFuture<String> each : all) {
                assertThat(get(each)).isIn("held", "waited1", "waited2", "waited3");
            }
        }

        @Test
        @DisplayName("a call that waits for longer than queueTimeout fails, names it, and never runs")
        void queueTimeout() throws Exception {
            AsyncExecutor executor = open(bounds(1, 10).withQueue(10, QUEUE_TIMEOUT));
            List<CompletableFuture<String>> held = hold(executor, 1);
            AtomicInteger ran = new AtomicInteger();
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiting.add(executor.call(ran::incrementAndGet));
            }
            for (CompletableFuture<Integer> each : waiting) {
                assertThat(failure(each))
                        .isInstanceOf(AsyncRejectedException.class)
                        .hasMessageContaining("it waited for PT0.3S (AsyncSettings.queueTimeout)")
                        .hasMessageContaining("1 calls run at a time (AsyncSettings.maxRunning)");
            }
            assertThat(held.get(0)).isNotDone();
            go.countDown();
            assertThat(get(held.get(0))).isEqualTo("held");
            assertThat(ran).hasValue(0);
        }

        @Test
        @DisplayName(
                "a call that waits for longer than queueTimeout fails also after an Error of a stage that depends on one")
        void deadlineErrors() throws Exception {
            AsyncExecutor executor = open(bounds(1, 10).withQueue(10, QUEUE_TIMEOUT));
            hold(executor, 1);
            List<CompletableFuture<String>> waiting = new ArrayList<>();
            List<CompletableFuture<String>> dependent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(executor.call(() -> "ran"));
                dependent.add(waiting.get(i).whenComplete((result, failure) -> {
                    throw new NoClassDefFoundError("planted");
                }));
            }
            for (int i = 0; i < 3; i++) {
                assertThat(failure(waiting.get(i))).isInstanceOf(AsyncRejectedException.class);
                assertThat(failure(dependent.get(i))).isNotNull();
            }
        }

        @Test
        @DisplayName("after any mixture of results, failures, timeouts and cancellations every slot is free again")
        void noSlotIsLost() throws Exception {
            AsyncExecutor executor = open(bounds(4, 20).withQueue(20, ofMillis(1)));
            Random random = new Random(11);
            List<CompletableFuture<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                int number = i;
                CompletableFuture<Integer> call = executor.call(() -> {
                    if (number % 5 == 0) {
                        throw new IllegalStateException("expected");
                    }
                    return number % 7 == 0 ? executor.call(() -> number).get() : number;
                });
                calls.add(call);
                if (random.nextInt(3) == 0) {
                    calls.get(random.nextInt(calls.size())).cancel(random.nextBoolean());
                }
            }
            for (CompletableFuture<Integer> each : calls) {
                assertThat(each.handle((value, failure) -> "ended").get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isEqualTo("ended");
            }
            awaitIdle(executor);
            for (int i = 0; i < 4; i++) {
                holdOne(executor);
            }
            assertThat(failure(executor.call(() -> "ran"))).isInstanceOf(AsyncRejectedException.class);
        }

        /** Repeats the call if it has not begun within the queue timeout, on a busy machine. */
        private void holdOne(AsyncExecutor executor) throws InterruptedException {
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Void> call;
            do {
                call = executor.call(() -> {
                    begun.countDown();
                    await(go);
                    return null;
                });
                while (!call.isDone() && !begun.await(1, TimeUnit.MILLISECONDS)) {
                    assertThat(go.getCount()).isEqualTo(1);
                }
            } while (call.isDone());
        }

        /** A future is complete shortly before its call gives its slot back. */
        private void awaitIdle(AsyncExecutor executor) throws Exception {
            for (int i = 0; executor.hasRunningCalls(); i++) {
                assertThat(i).as("patience").isLessThan(60_000);
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    @Nested
    @DisplayName("A call that is made by the work of another")
    class NestedCalls {

        @Test
        @DisplayName("runs although every slot is taken: many calls that wait for one another all end")
        void waitingForOthers() throws Exception {
            AsyncExecutor executor = open(bounds(4, 1_000));
            CountDownLatch full = new CountDownLatch(4);
            List<CompletableFuture<String>> outer = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                outer.add(executor.call(() -> {
                    full.countDown();
                    await(full);
                    return executor.call(() -> "inner" + number).get();
                }));
            }
            for (int i = 0; i < outer.size(); i++) {
                assertThat(get(outer.get(i))).isEqualTo("inner" + i);
            }
        }

        @Test
        @DisplayName("never waits in the queue: beyond maxRunning such calls it is refused at once, and says why")
        void refused() throws Exception {
            AsyncExecutor executor = open(bounds(1, 1_000));
            CompletableFuture<String> outer = executor.call(() -> {
                CompletableFuture<String> first = executor.call(() -> {
                    await(go);
                    return "first";
                });
                CompletableFuture<String> second = executor.call(() -> "second");
                assertThat(second).isCompletedExceptionally();
                go.countDown();
                assertThat(first.get()).isEqualTo("first");
                return second.get();
            });
            assertThat(failure(outer))
                    .hasRootCauseInstanceOf(AsyncRejectedException.class)
                    .rootCause()
                    .hasMessageContaining("made by the work of another asynchronous call")
                    .hasMessageContaining("1 calls are running (AsyncSettings.maxRunning)");
        }

        @Test
        @DisplayName("of another executor cannot end in a deadlock either")
        void acrossExecutors() throws Exception {
            AsyncExecutor cache = open(bounds(1, 1_000));
            AsyncExecutor locks = open(bounds(1, 1_000));
            CountDownLatch both = new CountDownLatch(2);
            List<CompletableFuture<String>> waiting = new ArrayList<>();
            waiting.add(cache.call(() -> inner(both, locks)));
            waiting.add(locks.call(() -> inner(both, cache)));
            for (CompletableFuture<String> each : waiting) {
                assertThat(get(each)).isEqualTo("inner");
            }
        }

        private static String inner(CountDownLatch both, AsyncExecutor other) throws Exception {
            both.countDown();
            await(both);
            return other.call(() -> "inner").get();
        }
    }

    @Nested
    @DisplayName("A task decorator")
    class Decorators {

        private final ThreadLocal<String> context = new ThreadLocal<>();
        private final TaskDecorator carrying = task -> {
            String captured = context.get();
            return () -> {
                context.set(captured);
                try {
                    task.run();
                } finally {
                    context.remove();
                }
            };
        };

        private AsyncExecutor decorated(TaskDecorator decorator) {
            return open(bounds(1, 10).withTaskDecorator(decorator));
        }

        @Test
        @DisplayName("carries the context of the caller, also through the queue and into nested calls")
        void carries() throws Exception {
            AsyncExecutor executor = decorated(carrying);
            context.set("caller");
            try {
                hold(executor, 1);
                CompletableFuture<String> waiting = executor.call(
                        () -> context.get() + executor.call(context::get).get());
                go.countDown();
                assertThat(get(waiting)).isEqualTo("callercaller");
            } finally {
                context.remove();
            }
            assertThat(get(executor.call(context::get))).isNull();
        }

        @Test
        @DisplayName("that fails is a clear error of the call, and costs no slot")
        @SuppressWarnings("NullAway") // what an application may return by mistake
        void failing() throws Exception {
            List<TaskDecorator> broken = List.of(
                    task -> {
                        throw new IllegalStateException("broken");
                    },
                    task -> null,
                    task -> () -> {},
                    task -> () -> {
                        throw new AssertionError("broken");
                    });
            for (TaskDecorator decorator : broken) {
                AsyncExecutor executor = decorated(decorator);
                for (int i = 0; i < 3; i++) {
                    CompletableFuture<String> call = executor.call(() -> "never");
                    assertThat(failure(call))
                            .isInstanceOf(AsyncRejectedException.class)
                            .hasMessageContaining("the task decorator (AsyncSettings.taskDecorator)");
                }
            }
        }

        @Test
        @DisplayName("that runs the task twice, or fails after it, does not change the result")
        void repeating() throws Exception {
            AtomicInteger runs = new AtomicInteger();
            AsyncExecutor twice = decorated(task -> () -> {
                task.run();
                task.run();
                throw new IllegalStateException("after the work");
            });
            assertThat(get(twice.call(runs::incrementAndGet))).isEqualTo(1);
            assertThat(runs).hasValue(1);
        }
    }

    @Nested
    @DisplayName("Closing")
    class Closing {

        @Test
        @DisplayName("fails waiting calls at once, lets running ones end, and refuses later ones")
        void graceful() throws Exception {
            AsyncExecutor executor = open(bounds(1, 10));
            CompletableFuture<String> running = hold(executor, 1).get(0);
            CompletableFuture<String> waiting = executor.call(() -> "never");
            CompletableFuture<Void> closed = CompletableFuture.runAsync(executor::close);
            assertThat(failure(waiting)).isInstanceOf(ClosedException.class);
            assertThat(running).isNotDone();
            assertThat(closed).isNotDone();
            go.countDown();
            assertThat(get(running)).isEqualTo("held");
            get(closed);
            assertThat(failure(executor.call(() -> "late"))).isInstanceOf(ClosedException.class);
            executor.close();
            kind.awaitThreadsEnded();
        }

        @Test
        @DisplayName("interrupts what still runs after the timeout")
        void interrupting() throws Exception {
            AsyncExecutor executor = open(bounds(2, 10), ofMillis(1));
            List<CompletableFuture<String>> running = hold(executor, 2);
            executor.close();
            for (CompletableFuture<String> each : running) {
                assertThat(failure(each)).isInstanceOf(StoreUnavailableException.class);
            }
            kind.awaitThreadsEnded();
        }

        @Test
        @DisplayName("fails the future of work that ignores the interrupt")
        void stubborn() throws Exception {
            AsyncExecutor executor = open(bounds(1, 10), ofMillis(1));
            CountDownLatch begun = new CountDownLatch(1);
            AtomicBoolean end = new AtomicBoolean();
            CompletableFuture<String> stubborn = executor.call(() -> {
                begun.countDown();
                while (!end.get()) {
                    Thread.onSpinWait();
                }
                return "too late";
            });
            await(begun);
            try {
                executor.close();
                assertThat(failure(stubborn)).isInstanceOf(StoreUnavailableException.class);
            } finally {
                end.set(true);
            }
        }

        @Test
        @DisplayName("by a call or a dependent stage does not wait for itself")
        void fromInside() throws Exception {
            AsyncExecutor first = open(bounds(1, 10));
            assertThat(get(first.call(() -> {
                        first.close();
                        return "closed";
                    })))
                    .isEqualTo("closed");
            AsyncExecutor second = open(bounds(1, 10));
            CountDownLatch dependentAdded = new CountDownLatch(1);
            CompletableFuture<String> call = second.call(() -> {
                await(dependentAdded);
                return "closed";
            });
            CompletableFuture<String> dependent = call.thenApply(value -> {
                second.close();
                return value;
            });
            dependentAdded.countDown();
            assertThat(get(dependent)).isEqualTo("closed");
        }

        @Test
        @DisplayName("by an interrupted thread does not wait, and keeps the flag")
        void interruptedCloser() throws Exception {
            AsyncExecutor executor = open(bounds(1, 10));
            hold(executor, 1);
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread closer = new Thread(() -> {
                executor.close();
                flag.complete(Thread.currentThread().isInterrupted());
            });
            closer.start();
            while (closer.getState() != Thread.State.TIMED_WAITING) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            closer.interrupt();
            assertThat(get(flag)).isTrue();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneaky(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Nested
    @DisplayName("Groups of calls")
    class Groups {

        @Test
        @DisplayName("have the bounds to themselves, and together four times as much, of which each gets what remains")
        void shares() throws Exception {
            assumeThat(kind).as("the threads").isNotEqualTo(CallThreadKind.APPLICATION);
            AsyncExecutor executor = open(bounds(4, 0));
            for (String group : List.of("a", "b", "c")) {
                hold(executor.group(group), 4);
                assertThat(failure(executor.group(group).call(() -> "too many")))
                        .isInstanceOf(AsyncRejectedException.class);
            }
            hold(executor.group("d"), 2);
            assertThat(failure(executor.group("d").call(() -> "too many"))).isInstanceOf(AsyncRejectedException.class);
            hold(executor.group("e"), 1);
            assertThat(get(executor.group("f").call(() -> "f"))).isEqualTo("f");
        }

        @Test
        @DisplayName("do not wait for the queue of another one, and nested calls neither")
        void queues() throws Exception {
            assumeThat(kind).as("the threads").isNotEqualTo(CallThreadKind.APPLICATION);
            AsyncExecutor executor = open(bounds(1, 2));
            hold(executor.group("a"), 1);
            CompletableFuture<String> waiting = executor.group("a").call(() -> "a");
            assertThat(get(executor.group("b").call(() -> "b"))).isEqualTo("b");
            assertThat(get(executor.group("b")
                            .call(() -> get(executor.group("a").call(() -> "nested")))))
                    .isEqualTo("nested");
            assertThat(waiting).isNotDone();
            go.countDown();
            assertThat(get(waiting)).isEqualTo("a");
        }

        @Test
        @DisplayName("get all the slots that one call leaves: each waiting call that has one begins")
        void severalBegin() throws Exception {
            assumeThat(kind).as("the threads").isNotEqualTo(CallThreadKind.APPLICATION);
            AsyncExecutor executor = open(bounds(2, 10));
            List<CompletableFuture<String>> held = new ArrayList<>(hold(executor.group("a"), 2));
            held.addAll(hold(executor.group("b"), 2));
            held.addAll(hold(executor.group("c"), 1));
            held.addAll(hold(executor.group("growing"), 1));
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            CompletableFuture<Void> ending = executor.group("ending").run(() -> {
                begun.countDown();
                awaitUnchecked(end);
            });
            await(begun);
            // One slot is free. Each of these groups has one, and so gets no second one.
            CountDownLatch grown = new CountDownLatch(1);
            CompletableFuture<Void> growing = executor.group("growing").run(() -> {
                grown.countDown();
                awaitUnchecked(go);
            });
            CompletableFuture<String> next = executor.group("ending").call(() -> "next");
            assertThat(growing).isNotDone();
            assertThat(grown.getCount()).isEqualTo(1);
            end.countDown();
            get(ending);
            await(grown);
            assertThat(get(next)).isEqualTo("next");
            assertThat(growing).isNotDone();
            assertThat(held).noneMatch(CompletableFuture::isDone);
        }

        @Test
        @DisplayName("may all call another one: it runs as many nested calls as other calls run")
        void callingOne() throws Exception {
            assumeThat(kind).as("the threads").isNotEqualTo(CallThreadKind.APPLICATION);
            AsyncExecutor executor = open(bounds(2, 0));
            CountDownLatch outer = new CountDownLatch(5);
            CountDownLatch nested = new CountDownLatch(5);
            List<CompletableFuture<String>> calls = new ArrayList<>();
            for (String group : List.of("a", "a", "b", "b", "c")) {
                calls.add(executor.group(group).call(() -> {
                    outer.countDown();
                    await(outer);
                    return executor.group("called")
                            .call(() -> {
                                nested.countDown();
                                await(nested);
                                return group;
                            })
                            .get();
                }));
            }
            for (CompletableFuture<String> call : calls) {
                assertThat(get(call)).isIn("a", "b", "c");
            }
        }

        private static void awaitUnchecked(CountDownLatch latch) {
            try {
                await(latch);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Test
        @DisplayName("share the bounds on an executor of the application, which has its own number of threads")
        void ofApplication() throws Exception {
            assumeThat(kind).as("the threads").isEqualTo(CallThreadKind.APPLICATION);
            AsyncExecutor executor = open(bounds(1, 0));
            hold(executor.group("a"), 1);
            assertThat(failure(executor.group("b").call(() -> "too many"))).isInstanceOf(AsyncRejectedException.class);
        }
    }
}
