package io.redoubt.redis.spi;

/**
 * A channel to subscribe to. Immutable by contract: the name is not copied.
 */
public final class Channel {

    /** How a channel is carried in a cluster. */
    public enum Scope {
        /** Every node carries it ({@code SUBSCRIBE}). */
        GLOBAL,
        /** It lives in the slot of its name ({@code SSUBSCRIBE}); Redis 7.0 and Valkey only, 6.2 refuses it. */
        SHARDED
    }

    private final byte[] name;
    private final Scope scope;

    private Channel(byte[] name, Scope scope) {
        this.name = name;
        this.scope = scope;
    }

    /** A channel that every node carries. */
    public static Channel global(byte[] name) {
        return new Channel(name, Scope.GLOBAL);
    }

    /** A channel that lives in the slot of its name. */
    public static Channel sharded(byte[] name) {
        return new Channel(name, Scope.SHARDED);
    }

    /** The name on the wire. */
    public byte[] name() {
        return name;
    }

    /** How it is carried. */
    public Scope scope() {
        return scope;
    }
}
