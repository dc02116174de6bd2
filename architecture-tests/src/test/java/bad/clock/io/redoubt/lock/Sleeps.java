package bad.clock.io.redoubt.lock;

import java.util.concurrent.TimeUnit;

/** Waits for luck. */
final class Sleeps extends Thread {

    static void thread() throws InterruptedException {
        Thread.sleep(1);
    }

    static void unit() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(1);
    }

    static void inherited() throws InterruptedException {
        sleep(1);
    }
}
