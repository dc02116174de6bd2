package io.redoubt.session;

import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.session.ConcurrentLogins;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Program that logs users in from another process. Arguments: an address, the limit, the number of threads. */
public final class LoginProcess {

    /** Timeout of a login, which is sent back by each other one of the user that comes before it. */
    static final Duration TIMEOUT = Duration.ofMinutes(2);

    private LoginProcess() {}

    public static void main(String[] arguments) throws IOException {
        BackendAddress address = BackendAddress.in(arguments);
        int limit = Integer.parseInt(arguments[BackendAddress.ARGUMENT_COUNT]);
        int threads = Integer.parseInt(arguments[BackendAddress.ARGUMENT_COUNT + 1]);
        Map<SessionOverflowPolicy, SessionStoreUnderTest> stores = new EnumMap<>(SessionOverflowPolicy.class);
        Map<SessionOverflowPolicy, ConcurrentLogins> logins = new EnumMap<>(SessionOverflowPolicy.class);
        try (RedisDriver driver = address.open();
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (SessionOverflowPolicy policy : SessionOverflowPolicy.values()) {
                SessionTestSettings rules = SessionTestSettings.defaults().limit(limit, policy);
                SessionStoreUnderTest sessions =
                        Backends.open(driver, Backends.settings(address.prefix(), rules), TIMEOUT);
                stores.put(policy, sessions);
                logins.put(policy, new ConcurrentLogins(new MixedLoginStore(sessions.store()), threads));
            }
            ConcurrentLogins.serve(logins, lines, System.out);
            logins.values().forEach(ConcurrentLogins::close);
            stores.values().forEach(SessionStoreUnderTest::close);
        }
    }
}
