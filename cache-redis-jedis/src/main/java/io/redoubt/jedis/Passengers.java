package io.redoubt.jedis;

import org.jspecify.annotations.Nullable;

/** Those who share a connection of a {@link WirePool}: who they are is known when it is there. */
interface Passengers {

    /** Who has waited longest; null if nobody waits. */
    @Nullable
    Object first();

    /** Takes those on who wait now; false if nobody does. Never blocks. */
    boolean board();
}
