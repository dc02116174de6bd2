package io.redoubt.redis.spi;

/**
 * Redis Pub/Sub channel, identified by its name and its scope, which is global or sharded. Immutable by contract: the
 * name is not copied.
 */
public final class PubSubChannel {

    /** Scope of a channel in a cluster. */
    public enum Scope {
        /** The channel exists on every node ({@code SUBSCRIBE}). */
        GLOBAL,
        /**
         * The channel belongs to the slot of its name ({@code SSUBSCRIBE}). Requires Redis 7.0 or Valkey; Redis 6.2
         * refuses it.
         */
        SHARDED
    }

    private final byte[] name;
    private final Scope scope;

    private PubSubChannel(byte[] name, Scope scope) {
        this.name = name;
        this.scope = scope;
    }

    /** Returns a channel that exists on every node. */
    public static PubSubChannel global(byte[] name) {
        return new PubSubChannel(name, Scope.GLOBAL);
    }

    /** Returns a channel that belongs to the slot of its name. */
    public static PubSubChannel sharded(byte[] name) {
        return new PubSubChannel(name, Scope.SHARDED);
    }

    /** Returns the name, as sent to the server. */
    public byte[] name() {
        return name;
    }

    /** Returns the scope. */
    public Scope scope() {
        return scope;
    }
}
