package io.redoubt.jedis;

/** Something that the watchdog looks at. */
interface Ward {

    /** What {@link #check} returns where no time runs. */
    long NOTHING_RUNS = Long.MAX_VALUE;

    /** Ends whatever has taken too long; returns the nanoseconds until the next thing will have. Never blocks. */
    long check();
}
