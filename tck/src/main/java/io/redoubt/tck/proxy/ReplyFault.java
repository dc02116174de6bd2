package io.redoubt.tck.proxy;

/** What happens to replies. */
enum ReplyFault {
    /** They are swallowed. */
    DROPPED,
    /** Their first byte is one that no reply begins with. */
    CORRUPTED
}
