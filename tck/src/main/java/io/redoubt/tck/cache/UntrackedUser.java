package io.redoubt.tck.cache;

import io.redoubt.tck.backend.Deployment;
import io.redoubt.tck.backend.RedisBackend;
import java.util.List;
import java.util.stream.Stream;

/** Utility class for the Redis user of tests whose drivers may not track keys ({@code CLIENT TRACKING}). */
public final class UntrackedUser {

    private static final String USER = "tck-untracked";

    /** Rules that take away the right to track keys, on all versions of Redis. */
    private static final List<String> NO_TRACKING = List.of("-client", "+client|setname", "+client|id");

    private UntrackedUser() {}

    /** Returns servers on which drivers may do anything but track keys. */
    public static Deployment on(Deployment servers) {
        return Deployment.asUser(
                servers,
                USER,
                Stream.concat(Stream.of("~*", "&*", "+@all"), NO_TRACKING.stream())
                        .toArray(String[]::new));
    }

    /** Changes the rights of the user on every master. */
    static void setRights(RedisBackend redis, String... rules) {
        redis.onEveryMaster(Stream.concat(Stream.of("ACL", "SETUSER", USER), Stream.of(rules))
                .toArray(String[]::new));
    }

    /** Allows the user to track keys. */
    static void allowTracking(RedisBackend redis) {
        setRights(redis, "+client|tracking");
    }

    /** Lets the servers refuse to track keys for the user from now on. What they track already is not affected. */
    static void refuseTracking(RedisBackend redis) {
        setRights(redis, NO_TRACKING.toArray(String[]::new));
    }
}
