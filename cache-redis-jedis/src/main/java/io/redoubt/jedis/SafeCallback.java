package io.redoubt.jedis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Call of a listener that logs whatever the listener throws, so that neither calls nor other events suffer. */
final class SafeCallback {

    private static final Logger LOG = LoggerFactory.getLogger("io.redoubt.jedis");

    private SafeCallback() {}

    /** Never throws. */
    static void run(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            log(e);
        }
    }

    /** Says that a listener failed, if there is the memory to. */
    static void log(Throwable e) {
        try {
            LOG.warn("A listener of the driver failed", e);
        } catch (Throwable noMemory) {
            // Then it goes unsaid.
        }
    }
}
