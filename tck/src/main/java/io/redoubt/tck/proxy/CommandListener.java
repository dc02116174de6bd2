package io.redoubt.tck.proxy;

/** Sees what clients send. Called on the proxy's threads; must be thread-safe, and quick. */
@FunctionalInterface
public interface CommandListener {

    /** Sees nothing. */
    CommandListener NO_OP = command -> {};

    /** A client has sent a command, which is shown whole, as it stands on the wire, before it is passed on or answered. */
    void onCommand(byte[] command);
}
