package io.redoubt.jedis;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * The options of every socket: small writes go out at once, and an idle connection is probed by the kernel after 10 s, then
 * every 5 s, and is dead after three probes without an answer. Probes also keep firewalls from forgetting it.
 */
final class SocketOptions {

    private SocketOptions() {}

    static void apply(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        whereSupported(channel, ExtendedSocketOptions.TCP_KEEPIDLE, 10);
        whereSupported(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
        whereSupported(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
    }

    private static void whereSupported(SocketChannel channel, SocketOption<Integer> option, int value)
            throws IOException {
        if (channel.supportedOptions().contains(option)) {
            channel.setOption(option, value);
        }
    }
}
