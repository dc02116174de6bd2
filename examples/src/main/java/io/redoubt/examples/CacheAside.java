package io.redoubt.examples;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import java.io.PrintStream;

/** Cache-aside: loads what is missing, once, and remembers for a while also that there is no such thing. */
public final class CacheAside {

    private CacheAside() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        PlayerRepository repository = new PlayerRepository();
        Region<String, Profile> profiles = redoubt.cache()
                .region(RegionSpec.of("aside-profiles", Profile.class)
                        .ttl(ofMinutes(30))
                        .jitter(0.1)
                        .negativeTtl(ofSeconds(15)));
        profiles.clear();
        for (String id : new String[] {"42", "42", "nobody", "nobody"}) {
            out.println(id + " -> " + profiles.get(id, load -> repository.find(load.key())));
        }
        out.println("queries: " + repository.queries());
    }
}
