package bad.clientinternals.io.redoubt.lettuce;

import io.lettuce.core.protocol.CommandHandler;

interface UsesProtocol {
    CommandHandler bad();
}
