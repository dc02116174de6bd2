package bad.signatures.io.redoubt.cache;

import io.redoubt.api.Ttl;
import io.redoubt.redis.spi.Reply;
import java.io.IOException;
import java.util.Optional;

/** Mentions what it may. */
public interface Fine<T extends Comparable<T>> {

    Optional<Ttl> api(Reply spi, Inner own, byte[]... bytes) throws IOException;

    T self(Fine<T> other);
}
