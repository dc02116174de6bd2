package bad.clientinternals.io.redoubt.jedis;

import redis.clients.jedis.Connection;

final class UsesExperimentalMember {
    String bad(Connection connection) {
        return connection.toIdentityString();
    }
}
