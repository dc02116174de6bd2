package io.redoubt.cache;

import io.redoubt.cache.RegionCells.Acquired;
import io.redoubt.cache.RegionCells.Acquisition;
import io.redoubt.tck.backend.Backend;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of regions' cells have in common. */
abstract class CellsContract {

    private Backend backend;
    private Bench bench;

    /** The backend for one test. */
    abstract Backend newBackend();

    @BeforeEach
    void open() {
        backend = newBackend();
        bench = Bench.on(backend, "things");
    }

    @AfterEach
    void close() {
        backend.close();
    }

    final Backend backend() {
        return backend;
    }

    final RegionCells cells() {
        return bench.cells();
    }

    final RegionKeys keys() {
        return bench.keys();
    }

    final OtherPrograms others() {
        return bench.others();
    }

    final Cell cell(String entry) {
        return cells().read(List.of(entry)).cells().get(0);
    }

    final String text(String entry) {
        return Samples.text(cell(entry).bytes());
    }

    final Acquired acquire(String entry, Mark marker, @Nullable Trace replace, Duration lease) {
        return cells().acquire(List.of(new Acquisition(entry, marker, replace)), lease)
                .get(0);
    }

    final Acquired acquire(String entry, Mark marker) {
        return acquire(entry, marker, null, Samples.HOUR);
    }

    final boolean fill(String entry, Mark expected, byte[] value) {
        return fill(entry, expected, value, null);
    }

    final boolean fill(String entry, Mark expected, byte[] value, @Nullable Mark refresher) {
        return cells().fill(List.of(new Filling(entry, expected, value, Samples.HOUR, refresher)))
                .get(0);
    }
}
