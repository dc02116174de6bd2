package io.redoubt.cache.behind;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyTemplate;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.Saver;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.api.cache.WriteThroughSpec;
import io.redoubt.redis.core.LogThrottle;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Write-through: the source, and then the region, if no other writer of the key was at work meanwhile.
 *
 * <p>A writer leaves its mark when it begins. It may store its value if the mark is still its own afterwards, and the value stays if the
 * mark is its own even then. A writer that finds another's mark leaves a new one and invalidates the value; so whoever overlaps with
 * another is seen by at least one of the two, whatever the order of their steps, and the last step is an invalidation.
 */
final class DefaultWriteThrough<K, V> implements WriteThrough<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultWriteThrough.class);
    private static final KeyTemplate KEY_TEMPLATE = KeyTemplate.of("{key}");

    private final WriteThroughSpec<K> spec;
    private final Region<K, V> region;
    private final Saver<? super K, ? super V> saver;
    private final Retrier retrier;
    private final LastWriterMarks marks;
    private final LogThrottle throttle;

    DefaultWriteThrough(
            WriteThroughSpec<K> spec,
            Region<K, V> region,
            Saver<? super K, ? super V> saver,
            Retrier retrier,
            LastWriterMarks marks,
            LogThrottle throttle) {
        this.spec = spec;
        this.region = region;
        this.saver = saver;
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
        boolean markStored = putMark(keyText, mark);
        save(key, value, keyText);
        if (!markStored || !storedUncontested(key, value, tags, keyText, mark)) {
            putMark(keyText, UUID.randomUUID().toString());
            invalidate(key);
        }
    }

    @Override
    public void remove(K key) {
        String keyText = KEY_TEMPLATE.key(spec.text(key));
        // Before, for those who are at work now, and after, for those who begin while this goes on.
        putMark(keyText, UUID.randomUUID().toString());
        save(key, null, keyText);
        putMark(keyText, UUID.randomUUID().toString());
        invalidate(key);
    }

    private void save(K key, @Nullable V value, String keyText) {
        boolean saved = false;
        try {
            retrier.run("write of '" + keyText + "'", () -> saver.save(key, value));
            saved = true;
        } finally {
            if (!saved) {
                // An attempt that failed may have reached the source all the same.
                boolean interrupted = Thread.interrupted();
                putMark(keyText, UUID.randomUUID().toString());
                invalidate(key);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** Whether the region has the value, and no other writer of the key has begun since this one did. */
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

    private void invalidate(K key) {
        try {
            region.invalidate(key);
        } catch (StoreUnavailableException e) {
            logInvalidation(e); // the region repeats it until it succeeds
        }
    }

    private void logInvalidation(RedoubtException e) {
        throttle.pass(leftOut -> LOG.warn(
                "write-through {}: the source was written, and the region's value is invalidated instead of replaced ({}){}",
                spec.name(),
                e.getClass().getSimpleName(),
                leftOut));
    }
}
