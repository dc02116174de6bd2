package bad.libraries.io.redoubt.cache;

import io.netty.buffer.ByteBuf;

interface UsesNetty {
    ByteBuf bad();
}
