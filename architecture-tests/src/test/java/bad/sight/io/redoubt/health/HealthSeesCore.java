package bad.sight.io.redoubt.health;

import io.redoubt.redis.core.CommandFilteringDriver;

/** Health probes drivers as they are, without the guard. */
interface HealthSeesCore {
    CommandFilteringDriver bad();
}
