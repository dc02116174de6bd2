package bad.libraries.io.redoubt.cache;

import com.github.benmanes.caffeine.cache.Cache;

interface UsesCaffeine {
    Cache<String, String> bad();
}
