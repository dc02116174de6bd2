package io.redoubt.ratelimit;

import io.redoubt.tck.ratelimit.RateLimitRaceContract;
import java.io.IOException;

/** Main class of the child processes of the race tests. */
final class RateLimitRaceProcess {

    private RateLimitRaceProcess() {}

    public static void main(String... arguments) throws IOException {
        RateLimitRaceContract.serve((driver, prefix) -> Backends.open(driver, prefix, Backends.PATIENT));
    }
}
