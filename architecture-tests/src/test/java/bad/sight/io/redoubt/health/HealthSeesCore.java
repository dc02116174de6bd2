package bad.sight.io.redoubt.health;

import io.redoubt.redis.core.GuardedDriver;

/** Health probes drivers as they are, without the guard. */
interface HealthSeesCore {
    GuardedDriver bad();
}
