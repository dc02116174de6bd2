package bad.libraries.io.redoubt.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;

/** The library is at home here. */
interface AtHome {
    Caffeine<?, ?> fine();
}
