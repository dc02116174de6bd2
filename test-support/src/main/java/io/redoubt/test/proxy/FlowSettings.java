package io.redoubt.test.proxy;

/**
 * Settings for one direction of a proxied connection: delay and maximum data rate.
 *
 * @param delayNanos delay between reading and writing bytes, in nanoseconds
 * @param bytesPerSecond maximum rate; 0 stops the flow
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
