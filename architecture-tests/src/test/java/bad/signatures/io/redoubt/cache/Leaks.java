package bad.signatures.io.redoubt.cache;

import bad.signatures.io.redoubt.cache.internal.Inside;
import bad.signatures.io.redoubt.session.MarkerException;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mentions what it must not, once in every place. */
@SuppressWarnings("UnusedTypeParameter")
public final class Leaks<T extends LoggerFactory> {

    public final Optional<KeyPrefix> field = Optional.empty();

    public Leaks(RedisOperations parameter) {
        Objects.requireNonNull(parameter);
    }

    public Map<String, List<? extends OperationDescription>> result() {
        return Map.of();
    }

    public void thrown() throws MarkerException {
        throw new MarkerException();
    }

    public <S extends KeySpace> void bound() {}

    public Optional<Inside> inside() {
        return Optional.empty();
    }

    public KeyKind[] array() {
        return new KeyKind[0];
    }

    void notPublic(Logger logger) {
        logger.info("inside, everything may be mentioned");
    }

    /** Public, and mentions nothing. */
    public static final class Nested {
        private Nested() {}
    }
}
