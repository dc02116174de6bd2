package io.redoubt.ratelimit;

import io.redoubt.tck.ratelimit.RateLimitRaceContract;
import java.io.IOException;

/** The other processes of the races. */
final class RateLimitRaceProcess {

    private RateLimitRaceProcess() {}

    public static void main(String... arguments) throws IOException {
        RateLimitRaceContract.serve((driver, prefix) -> Backends.open(driver, prefix, Backends.PATIENT));
    }
}
