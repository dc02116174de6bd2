package bad.clientinternals.io.redoubt.lettuce;

import io.lettuce.core.failover.MultiDbClient;

interface UsesExperimentalType {
    MultiDbClient bad();
}
