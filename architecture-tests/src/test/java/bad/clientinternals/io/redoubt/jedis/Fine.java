package bad.clientinternals.io.redoubt.jedis;

import redis.clients.jedis.Connection;

final class Fine {
    Object fine(Connection connection) {
        return connection.getOne();
    }
}
