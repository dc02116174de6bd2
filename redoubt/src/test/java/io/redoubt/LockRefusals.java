package io.redoubt;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockRelease;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** All operations of locks, on locks that are held or free. */
final class LockRefusals extends RefusedFeature {

    /** A lease that outlives the test. */
    private static final LockOptions LONG = LockOptions.lease(ofHours(1));

    private final LockProvider locks;
    private final String name;
    private final LockHandle held;
    private final LockHandle released;
    private final LockHandle givenUp;
    private final AtomicInteger losses = new AtomicInteger();

    /**
     * Acquires the locks.
     *
     * @param name what the names of all locks begin with
     * @param begin begins to refuse all commands
     */
    LockRefusals(LockProvider locks, String name, Runnable begin) {
        this.locks = locks;
        this.name = name;
        this.held = locks.acquire(name + "held", LONG);
        this.released = locks.acquire(name + "released", LONG);
        this.givenUp = locks.acquire(name + "given up", LONG);
        requests();
        handles(locks.acquire(name + "closed", LONG));
        add(
                "locks, only the release refused: withLock",
                Extent.LATER,
                () -> locks.withLock(name + "work", LONG, lock -> {
                    begin.run();
                    return "the result of the work; the release is repeated";
                }));
    }

    private void requests() {
        add("locks: acquire", () -> locks.acquire(name + "free", LONG.waitUpTo(ofHours(1))));
        add("locks: tryAcquire", () -> locks.tryAcquire(name + "free", LONG));
        add("locks: withLock", () -> locks.withLock(name + "free", LONG, lock -> "the work was done"));
        add("locks: find", () -> locks.find(name + "held"));
        add("locks: forceRelease", () -> locks.forceRelease(name + "held"));
    }

    private void handles(LockHandle closed) {
        long token = held.fencingToken();
        add("a held lock: extend", () -> held.extend(ofHours(2)));
        add("a held lock: release", released::release);
        add("a held lock: releaseAfter", () -> givenUp.releaseAfter(ofMinutes(30)));
        add("a held lock: close", () -> {
            closed.close();
            return "nothing; the release is repeated";
        });
        same("isValid", () -> held.isValid());
        same("remaining", () -> held.remaining().compareTo(ofMinutes(30)) > 0);
        same("name", () -> held.name().equals(name + "held"));
        same("fencingToken", () -> held.fencingToken() == token);
        same("onLost", () -> {
            held.onLost(losses::incrementAndGet);
            return losses.get() == 0;
        });
    }

    private void same(String method, BooleanSupplier asBefore) {
        add("a held lock: " + method, () -> asBefore.getAsBoolean() ? "as before" : "changed");
    }

    @Override
    void assertWorksAgain() {
        assertThat(locks.find(name + "free")).isEmpty();
        assertThat(locks.withLock(name + "free", LONG, LockHandle::isValid)).isTrue();
        assertThat(locks.find(name + "held").orElseThrow().fencingToken()).isEqualTo(held.fencingToken());
        assertThat(held.extend(ofHours(2))).isTrue();
        assertThat(losses).hasValue(0);
        assertThat(locks.forceRelease(name + "held")).isTrue();
        assertThat(held.extend(ofHours(3))).isFalse();
        eventually(() -> losses.get() == 1);
        assertThat(released.release()).isEqualTo(LockRelease.RELEASED);
        assertThat(locks.tryAcquire(name + "released", LONG)).isPresent();
        assertThat(givenUp.releaseAfter(ofMinutes(30))).isEqualTo(LockRelease.RELEASED);
        assertThat(locks.find(name + "given up")).isPresent();
    }

    @Override
    void assertSettled() {
        for (String repeated : new String[] {"closed", "work"}) {
            eventually(() -> locks.tryAcquire(name + repeated, LONG).isPresent());
        }
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(ofSeconds(30))
                .pollDelay(Duration.ZERO)
                .pollInterval(ofMillis(2))
                .until(condition);
    }
}
