package bad.monitors.io.redoubt.lock;

final class SynchronizedMethod {

    private int count;

    synchronized int bad() {
        return ++count;
    }
}
