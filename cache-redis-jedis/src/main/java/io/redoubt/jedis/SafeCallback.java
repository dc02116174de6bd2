package io.redoubt.jedis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Call of a listener that logs whatever the listener throws, so that neither calls nor other events suffer from it. */
final class SafeCallback {

    private static final Logger LOG = LoggerFactory.getLogger("io.redoubt.jedis");

    private SafeCallback() {}

    static void run(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            LOG.warn("A listener of the driver failed", e);
        }
    }
}
