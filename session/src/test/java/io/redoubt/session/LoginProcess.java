package io.redoubt.session;

import io.redoubt.api.session.SessionLimitPolicy;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.session.LoginStorm;
import io.redoubt.tck.session.SessionRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Another process that logs users in: an address, limit, policy and threads are its arguments. */
public final class LoginProcess {

    private LoginProcess() {}

    public static void main(String[] arguments) throws IOException {
        BackendAddress address = BackendAddress.in(arguments);
        SessionRules rules =
                SessionRules.defaults().limit(Integer.parseInt(arguments[3]), SessionLimitPolicy.valueOf(arguments[4]));
        try (RedisDriver driver = address.open();
                Sessions sessions = Backends.redis(driver, address.prefix(), rules, Duration.ofSeconds(20));
                LoginStorm storm = new LoginStorm(sessions.store(), Integer.parseInt(arguments[5]));
                BufferedReader users = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            storm.serve(users, System.out);
        }
    }
}
