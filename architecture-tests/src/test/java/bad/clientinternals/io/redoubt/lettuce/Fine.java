package bad.clientinternals.io.redoubt.lettuce;

import io.lettuce.core.RedisClient;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;

interface Fine {
    RedisCommand<String, String, String> fine(RedisClient client, CommandType type);
}
