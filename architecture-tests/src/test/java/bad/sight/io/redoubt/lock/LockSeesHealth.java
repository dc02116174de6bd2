package bad.sight.io.redoubt.lock;

import io.redoubt.health.HealthChecks;

/** Features do not see each other. */
interface LockSeesHealth {
    HealthChecks bad();
}
