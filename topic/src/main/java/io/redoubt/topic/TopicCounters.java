package io.redoubt.topic;

import java.util.concurrent.atomic.LongAdder;

/**
 * Set of counters for the topics of one {@code Redoubt} instance, such as published and dropped messages. Thread-safe.
 */
record TopicCounters(
        LongAdder published,
        LongAdder delivered,
        LongAdder dropped,
        LongAdder undecodable,
        LongAdder gaps,
        LongAdder listenerFailures) {

    /** Returns counters that begin with zero. */
    static TopicCounters create() {
        return new TopicCounters(
                new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder());
    }
}
