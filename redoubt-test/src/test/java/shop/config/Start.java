package shop.config;

import io.lettuce.core.RedisURI;
import io.redoubt.Redoubt;
import shop.clean.Prices;

/** The configuration of an application, which may open a Redoubt and know the driver. */
final class Start {

    private Start() {}

    static void run() {
        System.out.println(RedisURI.create("redis://localhost"));
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            new Prices(redoubt.cache()).save("sword", "17 gold");
        }
    }
}
