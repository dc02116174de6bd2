package shop.clean;

import io.redoubt.api.KeyTemplate;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Class that keeps all rules, close to what they forbid. */
public final class Prices {

    private static final KeyTemplate PRICE = KeyTemplate.of("price:{item}");

    private final CacheStore cache;

    public Prices(CacheStore cache) {
        this.cache = cache;
    }

    public void save(String item, String price) {
        cache.set(PRICE.key(item), price, Ttl.of(Duration.ofHours(1)));
        System.out.println("saved: " + item + ", see https://shop.example:" + 443 + "/items/" + item);
        System.out.println(String.format("price of %s: %s", item, price));
    }

    /** Blocks on a scheduler that is made for it. */
    Mono<Boolean> exists(String item) {
        return Mono.fromCallable(() -> cache.exists(PRICE.key(item))).subscribeOn(Schedulers.boundedElastic());
    }
}
