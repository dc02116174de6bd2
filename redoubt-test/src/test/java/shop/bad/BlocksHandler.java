package shop.bad;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.redoubt.api.cache.CacheStore;

final class BlocksHandler extends ChannelInboundHandlerAdapter {

    private final CacheStore cache;

    BlocksHandler(CacheStore cache) {
        this.cache = cache;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.write(cache.exists("motd"));
    }
}
