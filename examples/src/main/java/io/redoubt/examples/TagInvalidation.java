package io.redoubt.examples;

import static java.time.Duration.ofMinutes;

import io.redoubt.Redoubt;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import java.io.PrintStream;

/** Tags: one command ends all values that have one, however many they are. */
public final class TagInvalidation {

    private TagInvalidation() {}

    /** Runs it on what the environment variables name. */
    public static void main(String[] arguments) {
        try (Redoubt redoubt = Redoubt.fromEnvironment()) {
            run(redoubt, System.out);
        }
    }

    static void run(Redoubt redoubt, PrintStream out) {
        Region<String, String> names = redoubt.cache()
                .region(RegionSpec.of("tagged-names", String.class).ttl(ofMinutes(30)));
        names.clear();
        for (String id : new String[] {"1", "2", "3"}) {
            names.get(id, load -> {
                load.tags(load.key().equals("3") ? "guild:8" : "guild:7");
                return "player " + load.key();
            });
        }
        names.invalidateTag("guild:7");
        for (String id : new String[] {"1", "2", "3"}) {
            out.println(id + " -> " + names.lookup(id).getClass().getSimpleName());
        }
    }
}
