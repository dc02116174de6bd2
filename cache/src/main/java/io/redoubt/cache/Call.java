package io.redoubt.cache;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One caller's wish for an entry, and what it saw of it.
 *
 * @param began the region's moment when the call began, see {@link Flights#now()}
 * @param view what it read since then
 * @param guard the guard that it read with that
 */
record Call<V>(long began, View<V> view, @Nullable Stamp guard) {

    boolean isBlind() {
        return view instanceof View.Blind;
    }

    /** Whether what the load rests on was still there when this call read it: nothing was invalidated between the two then. */
    boolean saw(@Nullable Witness witness) {
        return witness != null && witness.mark().equals(view.mark()) && Objects.equals(witness.guard(), guard);
    }
}
