package bad.monitors.io.redoubt.lock;

final class SynchronizedBlock {

    private final Object monitor = new Object();
    private int count;

    int bad(int by) {
        synchronized (monitor) {
            count += by;
            return count;
        }
    }

    Runnable inALambda() {
        return () -> {
            synchronized (monitor) {
                count++;
            }
        };
    }
}
