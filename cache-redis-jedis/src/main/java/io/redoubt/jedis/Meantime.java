package io.redoubt.jedis;

import org.jspecify.annotations.Nullable;

/** What the user of a connection does before it may have to wait for more of the replies. For one user at a time. */
final class Meantime implements Runnable {

    private @Nullable Runnable task;

    @Override
    public void run() {
        Runnable its = task;
        if (its != null) {
            its.run();
        }
    }

    void use(Runnable next) {
        task = next;
    }

    void useNothing() {
        task = null;
    }
}
