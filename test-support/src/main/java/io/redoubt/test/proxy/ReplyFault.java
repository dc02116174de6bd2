package io.redoubt.test.proxy;

/** Fault that a proxy applies to server replies: the replies are discarded or corrupted. */
enum ReplyFault {
    /** Replies are discarded. */
    DROPPED,
    /** The first byte is replaced by a byte with which no reply begins. */
    CORRUPTED
}
