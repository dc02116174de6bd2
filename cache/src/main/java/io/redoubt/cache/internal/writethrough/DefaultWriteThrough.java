package io.redoubt.cache.internal.writethrough;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyTemplate;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.CacheWriter;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer that stores each value in the data source first and then in the cache region. It detects concurrent writers.
 * If another writer of the same key was active meanwhile, the region's value is invalidated instead.
 *
 * <p>Every writer stores its own mark for the key when it begins. It stores its value in the region only if the
 * key's mark is still its own after the source was written, and the value stays only if the mark is still its own
 * after that. A writer that finds another mark stores a new mark and invalidates the value. Of two overlapping
 * writers at least one therefore notices the other, in whatever order their steps run, and the last step is an
 * invalidation.
 */
final class DefaultWriteThrough<K, V> implements WriteThrough<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultWriteThrough.class);
    private static final KeyTemplate KEY_TEMPLATE = KeyTemplate.of("{key}");

    private final RegionSpec<K, V> spec;
    private final Region<K, V> region;
    private final CacheWriter<? super K, ? super V> writer;
    private final Retrier retrier;
    private final LastWriterMarks marks;
    private final LogThrottle throttle;

    DefaultWriteThrough(
            RegionSpec<K, V> spec,
            Region<K, V> region,
            CacheWriter<? super K, ? super V> writer,
            Retrier retrier,
            LastWriterMarks marks,
            LogThrottle throttle) {
        this.spec = spec;
        this.region = region;
        this.writer = writer;
        this.retrier = retrier;
        this.marks = marks;
        this.throttle = throttle;
    }

    @Override
    public void put(K key, V value, String... tags) {
        String keyText = KEY_TEMPLATE.key(spec.text(key));
        if (value == null) {
            throw new InvalidInputException("the value for key '" + keyText + "' is null: remove the key instead");
        }
        String mark = UUID.randomUUID().toString();
        RedoubtInterruptedException.throwIfInterrupted("write of '" + keyText + "'");
        boolean markStored = putMark(keyText, mark);
        save(key, value, keyText);
        // The source has the value: an interrupt must not leave the region without it.
        InterruptDeferral.during(() -> {
            if (!markStored || !storedUncontested(key, value, tags, keyText, mark)) {
                removeMark(keyText);
                invalidate(key);
            }
        });
    }

    @Override
    public void remove(K key) {
        String keyText = KEY_TEMPLATE.key(spec.text(key));
        RedoubtInterruptedException.throwIfInterrupted("removal of '" + keyText + "'");
        // Writers that are already active notice the removal by the loss of their mark; the second time, below, those
        // that begin meanwhile.
        removeMark(keyText);
        save(key, null, keyText);
        InterruptDeferral.during(() -> {
            removeMark(keyText);
            invalidate(key);
        });
    }

    private void save(K key, @Nullable V value, String keyText) {
        boolean saved = false;
        try {
            retrier.run("write of '" + keyText + "'", () -> writer.write(key, value));
            saved = true;
        } finally {
            if (!saved) {
                // A failed attempt may have reached the source nevertheless.
                InterruptDeferral.during(() -> {
                    removeMark(keyText);
                    invalidate(key);
                });
            }
        }
    }

    /**
     * Stores the value in the region. Returns whether no other writer of the key began between this writer's mark
     * and the end of the store.
     */
    private boolean storedUncontested(K key, V value, String[] tags, String keyText, String mark) {
        try {
            if (!mark.equals(marks.get(keyText))) {
                return false;
            }
            region.put(key, value, tags);
            return mark.equals(marks.get(keyText));
        } catch (RedoubtException e) {
            logInvalidation(e);
            return false;
        }
    }

    private boolean putMark(String keyText, String mark) {
        try {
            marks.put(keyText, mark);
            return true;
        } catch (RedoubtException e) {
            logInvalidation(e);
            return false;
        }
    }

    private void removeMark(String keyText) {
        try {
            marks.remove(keyText);
        } catch (RedoubtException e) {
            logInvalidation(e);
        }
    }

    private void invalidate(K key) {
        try {
            region.invalidate(key);
        } catch (StoreUnavailableException | StoreRejectedException | RedoubtInterruptedException e) {
            logInvalidation(e); // the region repeats the invalidation until it succeeds
        }
    }

    /** Never throws: the invalidation that follows must not depend on a line of the log. */
    private void logInvalidation(RedoubtException e) {
        try {
            throttle.pass(leftOut -> {
                LOG.warn(
                        "write-through {}: the region's value of key {} is invalidated instead of replaced; what the"
                                + " source has is loaded with the next read: {}{}",
                        spec.name(),
                        spec.template(),
                        FailureMessageRedactor.reasonOf(e),
                        leftOut);
                FailureMessageRedactor.logStack(LOG, e);
            });
        } catch (Throwable failure) {
            // For example without memory, or in the application's appender.
        }
    }
}
