package io.redoubt.tck.cache;

import io.redoubt.api.cache.ContextLoader;
import io.redoubt.api.cache.LoadContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Test loader that blocks between reading its data source and returning the value, until the test releases the loader.
 */
final class BlockingLoader implements ContextLoader<String, String> {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final String value;
    private final String[] tags;

    BlockingLoader(String value, String... tags) {
        this.value = value;
        this.tags = tags;
    }

    @Override
    public String load(String key, LoadContext load) throws InterruptedException {
        load.tags(tags);
        begun.countDown();
        if (!go.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the test has forgotten its loader");
        }
        return value;
    }

    void awaitBegun() throws InterruptedException {
        if (!begun.await(1, TimeUnit.MINUTES)) {
            throw new AssertionError("the loader was not called");
        }
    }

    void letGo() {
        go.countDown();
    }
}
