package bad.libraries.io.redoubt.jedis;

import reactor.core.publisher.Mono;

interface UsesReactor {
    Mono<String> bad();
}
