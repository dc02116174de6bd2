package io.redoubt.tck.proxy;

/** Fault of the replies of a server. */
enum ReplyFault {
    /** Replies are discarded. */
    DROPPED,
    /** The first byte is replaced by a byte with which no reply begins. */
    CORRUPTED
}
