package io.redoubt.tck.proxy;

/**
 * How one direction of a connection flows.
 *
 * @param delayNanos how much later than read bytes are written
 * @param bytesPerSecond how fast, 0 for not at all
 */
record FlowSettings(long delayNanos, long bytesPerSecond) {

    static final FlowSettings UNLIMITED = new FlowSettings(0, Long.MAX_VALUE);

    FlowSettings delayed(long nanos) {
        return new FlowSettings(nanos, bytesPerSecond);
    }

    FlowSettings throttled(long rate) {
        return new FlowSettings(delayNanos, rate);
    }

    FlowSettings stopped() {
        return throttled(0);
    }

    boolean isStopped() {
        return bytesPerSecond == 0;
    }

    boolean isThrottled() {
        return bytesPerSecond < Long.MAX_VALUE;
    }
}
