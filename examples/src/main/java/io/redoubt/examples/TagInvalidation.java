package io.redoubt.examples;

import static java.time.Duration.ofMinutes;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Example program that invalidates all cached values with a common tag by a single command. */
public final class TagInvalidation {

    private TagInvalidation() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        CacheStore cache = redoubt.cache();
        Map<String, String> guilds = Map.of("42", "7", "43", "7", "44", "8");
        // snippet: tag-invalidation
        Region<String, String> names =
                cache.region(RegionSpec.of("tagged-names", String.class).ttl(ofMinutes(30)));

        for (String id : List.of("42", "43", "44")) {
            names.get(id, (key, context) -> {
                context.tags("guild:" + guilds.get(key));
                return "player " + key;
            });
        }
        names.invalidateTag("guild:7"); // 42 and 43; one command, however many they are
        // end
        for (String id : List.of("42", "43", "44")) {
            out.println(id + " -> " + names.lookup(id).getClass().getSimpleName());
        }
        names.clear();
    }
}
