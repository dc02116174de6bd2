package io.redoubt.cache;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.Fetched.Origin;
import io.redoubt.api.cache.LoadFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The loading of some entries from one source: waits for those that other processes load, has the loader run for the others, and
 * lands every flight. For one thread.
 */
final class LoadRun<K, V> implements Runnable {

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final Surroundings<K, V> around;
    private final Claims<K, V> claims;
    private final Settlement<K, V> settlement;
    private final List<Flight<K, V>> flights;
    private final LoadSource<K, V> source;
    private final @Nullable Stamp guard;
    private final long deadline;
    private final Thread maker = Thread.currentThread();

    /**
     * @param guard that was read with what the flights' claims rest on
     * @param deadline until when it may wait for other processes
     */
    LoadRun(
            Surroundings<K, V> around,
            List<Flight<K, V>> flights,
            LoadSource<K, V> source,
            @Nullable Stamp guard,
            long deadline) {
        this.around = around;
        this.claims = new Claims<>(around);
        this.settlement = new Settlement<>(around);
        this.flights = flights;
        this.source = source;
        this.guard = guard;
        this.deadline = deadline;
    }

    @Override
    public void run() {
        flights.forEach(Flight::board);
        try {
            fly();
        } catch (InterruptedException e) {
            interrupted(e);
        } catch (Throwable failure) {
            landAll(failure);
        } finally {
            flights.forEach(around.flights()::end);
        }
    }

    /** Lands all flights without a run. */
    void refuse(Throwable reason) {
        landAll(new LoadFailedException("region " + around.name() + " cannot load: " + reason.getMessage(), reason));
        flights.forEach(around.flights()::end);
    }

    private void landAll(Throwable failure) {
        long tick = around.flights().tick();
        flights.forEach(flight -> flight.land(new Landing.Failed<>(failure, tick)));
    }

    private void interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        LoadFailedException failure =
                new LoadFailedException("interrupted while loading in region " + around.name(), e);
        if (Thread.currentThread() == maker) {
            flights.forEach(flight -> flight.land(new Landing.Interrupted<>(failure)));
        } else {
            landAll(failure);
        }
    }

    private void fly() throws InterruptedException {
        List<Flight<K, V>> cutOff = new ArrayList<>();
        List<Flight<K, V>> open = new ArrayList<>();
        for (Flight<K, V> flight : flights) {
            (flight.claim() instanceof Claim.None ? cutOff : open).add(flight);
        }
        if (!cutOff.isEmpty()) {
            whileDown(cutOff);
        }
        if (open.isEmpty()) {
            return;
        }
        Claims.Round<K, V> round = claims.first(open, guard);
        load(round);
        around.counts().waits.add(round.waiting().size());
        long pause = SHORTEST_PAUSE;
        while (!round.waiting().isEmpty()) {
            if (around.nanoTime().getAsLong() - deadline >= 0) {
                tooLong(round.waiting());
                return;
            }
            pause(Math.min(pause, round.shortest().toNanos()));
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            round = claims.again(round.waiting());
            load(round);
        }
    }

    /** Sleeps for about so long: two that wait for the same must not wake together. */
    private void pause(long nanos) throws InterruptedException {
        LockSupport.parkNanos(
                nanos / 2 + Math.round(nanos / 2.0 * around.random().nextDouble()));
        if (Thread.interrupted()) {
            throw new InterruptedException("while another process loads");
        }
    }

    private void tooLong(List<Flight<K, V>> waiting) {
        long tick = around.flights().tick();
        for (Flight<K, V> flight : waiting) {
            flight.land(new Landing.Failed<>(
                    new LoadFailedException(
                            "waited " + around.policy().hardTimeout() + " for the load of '" + flight.entry()
                                    + "' by another process",
                            null),
                    tick));
        }
    }

    private void load(Claims.Round<K, V> round) throws InterruptedException {
        // First those whose markers others wait for.
        if (!round.claimed().isEmpty()) {
            settlement.settle(loaded(round.claimed()));
        }
        if (!round.cutOff().isEmpty()) {
            whileDown(round.cutOff());
        }
    }

    private void whileDown(List<Flight<K, V>> cutOff) throws InterruptedException {
        RuntimeException reason = cutOff.get(0).claim() instanceof Claim.None none
                ? none.reason()
                : new StoreUnavailableException(
                        "region " + around.name() + ": the store does not answer",
                        StoreUnavailableException.Effect.NONE,
                        null);
        List<Loaded<K, V>> loaded = new ArrayList<>();
        List<InterruptedException> interrupts = new ArrayList<>();
        around.outage().run(reason, () -> {
            around.counts().loadsWhileDown.add(cutOff.size());
            try {
                loaded.addAll(loaded(Claimed.none(cutOff, null)));
            } catch (InterruptedException e) {
                interrupts.add(e);
            }
        });
        for (Loaded<K, V> each : loaded) {
            each.land(Origin.LOADED_STORE_DOWN);
        }
        if (!interrupts.isEmpty()) {
            throw interrupts.get(0);
        }
    }

    private List<Loaded<K, V>> loaded(List<Claimed<K, V>> claimed) throws InterruptedException {
        long tick = around.flights().tick();
        List<Draft<K, V>> drafts = new ArrayList<>();
        for (Claimed<K, V> each : claimed) {
            each.flight().loading(tick, each.witness());
            drafts.add(new Draft<>(each.flight()));
        }
        around.counts().load();
        long start = around.nanoTime().getAsLong();
        try {
            source.load(drafts);
        } catch (InterruptedException e) {
            claims.giveBack(claimed);
            throw e;
        } catch (Throwable failure) {
            around.counts().loadFailures.increment();
            claims.failed(claimed);
            for (Claimed<K, V> each : claimed) {
                each.flight().land(new Landing.Failed<>(failure, tick));
            }
            return List.of();
        }
        Duration cost = Duration.ofNanos(around.nanoTime().getAsLong() - start);
        List<Loaded<K, V>> loaded = new ArrayList<>();
        for (int i = 0; i < claimed.size(); i++) {
            // Of a load of many keys each has its part.
            around.use().loaded(claimed.get(i).flight().key(), cost.toNanos() / claimed.size());
            loaded.add(new Loaded<>(claimed.get(i), drafts.get(i), tick, cost));
        }
        return loaded;
    }
}
