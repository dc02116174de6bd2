package bad.clientinternals.io.redoubt.jedis;

import redis.clients.jedis.Connection;
import redis.clients.jedis.PushConsumer;

class OverridesExperimentalMember extends Connection {
    @Override
    protected void addPushConsumer(PushConsumer consumer) {}
}
