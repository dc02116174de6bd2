package io.redoubt;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Stack of the parts of an object that is being created. If a part cannot be created, those before it are closed, the
 * last one first. Not thread-safe.
 */
final class CreatedParts implements AutoCloseable {

    private final Deque<Runnable> closings = new ArrayDeque<>();

    /**
     * Adds a part that was created.
     *
     * @param close closes it, if the object is not completed
     * @return the part
     */
    <T> T add(T part, Consumer<? super T> close) {
        closings.push(() -> close.accept(part));
        return part;
    }

    /** Records that all parts have an owner now, who closes them. */
    void complete() {
        closings.clear();
    }

    /**
     * Closes the parts, unless the object is complete. An exception of a part is thrown after the last one.
     */
    @Override
    public void close() {
        Runnable closing = closings.poll();
        if (closing != null) {
            try {
                closing.run();
            } finally {
                close();
            }
        }
    }
}
