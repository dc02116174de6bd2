package io.redoubt.tck.topic;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Test listener that blocks on its first topic message until the test releases the listener, even if its thread is
 * interrupted. Thread-safe.
 */
final class BlockingTopicListener<T> extends RecordingTopicListener<T> {

    private final CountDownLatch holding = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @Override
    public void onMessage(T message) {
        holding.countDown();
        boolean waiting = true;
        while (waiting) {
            try {
                letGo.await();
                waiting = false;
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }
        super.onMessage(message);
    }

    void awaitHolding() throws InterruptedException {
        if (!holding.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("no message has arrived");
        }
    }

    /** Waits until the call that is held was interrupted. */
    void awaitInterrupted() throws InterruptedException {
        if (!interrupted.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the listener was not interrupted");
        }
    }

    void letGo() {
        letGo.countDown();
    }
}
