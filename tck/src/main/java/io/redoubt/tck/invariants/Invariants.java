package io.redoubt.tck.invariants;

import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.function.Executable;

/**
 * JUnit extension that checks several {@link Invariant} objects around each test and reports every violated one.
 *
 * <p>Used as a field with {@code @RegisterExtension}, which verifies after all {@code @AfterEach} methods, or
 * manually: {@link #snapshot()} before the test and {@link Invariant.Snapshot#verify()} after it. Stateless and
 * therefore thread-safe, but resources that a concurrent test opens are reported as leaks.
 */
public final class Invariants implements Invariant, BeforeEachCallback, AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(Invariants.class);

    private final List<Invariant> all;

    private Invariants(List<Invariant> all) {
        this.all = all;
    }

    /** Returns a group of the given invariants. */
    public static Invariants of(Invariant... invariants) {
        return new Invariants(List.of(invariants));
    }

    @Override
    public Snapshot snapshot() {
        List<Snapshot> before = all.stream().map(Invariant::snapshot).toList();
        return () -> Assertions.assertAll(
                "left behind by the test", before.stream().map(snapshot -> (Executable) snapshot::verify));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(this, snapshot());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Snapshot before = context.getStore(NAMESPACE).remove(this, Snapshot.class);
        if (before != null) {
            before.verify();
        }
    }
}
