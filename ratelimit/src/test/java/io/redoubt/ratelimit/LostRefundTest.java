package io.redoubt.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.tck.backend.RedisBackend;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of the case that Redis becomes unreachable between the decision on several subjects and the refund. */
@DisplayName("A refund that is lost")
final class LostRefundTest {

    @Test
    @DisplayName("leaves the cost taken, and the decision as it was")
    void conservative() {
        try (RedisBackend backend = Backends.LETTUCE.backend()) {
            AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
            RateLimiter limiter = Backends.open(failing(backend.driver(), left), backend.prefix(), Backends.PATIENT);
            RateLimitPolicy policy = RateLimitPolicy.slidingWindow("policy", 5, Duration.ofMinutes(1));
            RateLimitRequest user = policy.by("user", "42");
            RateLimitRequest address = policy.limit(1).by("ip", "1");
            limiter.tryAcquire(user, address);
            assertThat(limiter.tryAcquire(user, address).allowed()).isFalse();
            assertThat(limiter.peek(user).remaining()).isEqualTo(3);
            left.set(1);
            Decision decision = limiter.tryAcquire(user, address);
            assertThat(decision.allowed()).isFalse();
            assertThat(decision.source()).isEqualTo(Decision.Source.STORE);
            left.set(Integer.MAX_VALUE);
            assertThat(limiter.peek(user).remaining()).isEqualTo(2);
        }
    }

    /** Returns a driver whose pipelines fail after a number of calls. */
    private static RedisDriver failing(RedisDriver driver, AtomicInteger left) {
        return (RedisDriver) Proxy.newProxyInstance(
                RedisDriver.class.getClassLoader(), new Class<?>[] {RedisDriver.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("pipeline") && left.getAndDecrement() <= 0) {
                        throw DriverException.notExecuted(DriverException.Kind.UNREACHABLE, "the test says no", null);
                    }
                    try {
                        return method.invoke(driver, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
