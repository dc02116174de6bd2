package io.redoubt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Operations of one feature to be refused by Redis, on objects that were prepared before. */
abstract class RefusedFeature {

    /** Extent of the refusals during an operation. */
    enum Extent {
        /** All commands are refused. */
        ALL,
        /** Redis answers commands that only read. */
        ALL_BUT_READS,
        /** The operation itself begins the refusals. */
        LATER
    }

    /**
     * Operation of a feature.
     *
     * @param name the name in the table of operations
     * @param extent what is refused
     * @param call the operation; its result is one of the table
     */
    record Operation(String name, Extent extent, Callable<?> call) {}

    private final List<Operation> operations = new ArrayList<>();

    /** Adds an operation during which all commands are refused. */
    final void add(String name, Callable<?> call) {
        add(name, Extent.ALL, call);
    }

    final void add(String name, Extent extent, Callable<?> call) {
        operations.add(new Operation(name, extent, call));
    }

    /** Returns the operations during which this is refused. */
    final List<Operation> operations(Extent extent) {
        return operations.stream().filter(each -> each.extent == extent).toList();
    }

    /** Asserts, after the refusals, that no refused operation took effect and that all objects work again. */
    abstract void assertWorksAgain();

    /** Asserts that what is repeated in the background is done some time after the refusals. */
    void assertSettled() {}
}
