package io.redoubt.tck.proxy;

/**
 * How one direction of a connection flows.
 *
 * @param delayNanos how much later than read bytes are written
 * @param bytesPerSecond how fast, 0 for not at all
 */
record Flow(long delayNanos, long bytesPerSecond) {

    static final Flow FREE = new Flow(0, Long.MAX_VALUE);

    Flow delayed(long nanos) {
        return new Flow(nanos, bytesPerSecond);
    }

    Flow throttled(long rate) {
        return new Flow(delayNanos, rate);
    }

    Flow stopped() {
        return throttled(0);
    }

    boolean isStopped() {
        return bytesPerSecond == 0;
    }

    boolean isThrottled() {
        return bytesPerSecond < Long.MAX_VALUE;
    }
}
