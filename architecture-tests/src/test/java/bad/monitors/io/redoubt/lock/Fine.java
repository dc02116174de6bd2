package bad.monitors.io.redoubt.lock;

import java.util.concurrent.locks.ReentrantLock;

/** Locks that can be waited for with a deadline; a name is no instruction. */
final class Fine {

    private final ReentrantLock lock = new ReentrantLock();
    private int count;

    int monitorenter() {
        lock.lock();
        try {
            return ++count;
        } finally {
            lock.unlock();
        }
    }

    int calls() {
        return monitorenter();
    }
}
