package io.redoubt.test.proxy;

/**
 * Listener that receives each Redis command sent through a proxy. It is called on the threads of the proxy, so it must
 * be thread-safe and fast.
 */
@FunctionalInterface
public interface CommandListener {

    /** Listener that does nothing. */
    CommandListener NO_OP = command -> {};

    /** Receives a command as it was sent on the wire, before the command is forwarded or answered. */
    void onCommand(byte[] command);
}
