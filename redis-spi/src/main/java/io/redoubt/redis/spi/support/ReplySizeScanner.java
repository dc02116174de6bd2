package io.redoubt.redis.spi.support;

import java.nio.ByteBuffer;

/**
 * Scanner that detects oversized replies in the bytes that a Redis server sends. In RESP2 and RESP3 the server
 * announces the length of each string and each array, so such a reply is detected before any memory is reserved for it.
 * For use by one thread at a time.
 *
 * <p>The size of a reply is the length of its strings, plus {@value #ELEMENT_BYTES} bytes for each element of its
 * arrays, which is about what an element takes in memory beside its string. A push message is a reply of its own.
 */
public final class ReplySizeScanner {

    /** The size of an element of an array, in addition to that of its string. */
    public static final int ELEMENT_BYTES = 32;

    private static final int NO_LINE = -1;
    /** Larger than any length, and small enough to be added to another one. */
    private static final long MAX_LENGTH = Long.MAX_VALUE / 1024;

    private final long maxBytes;
    /** The number of elements of the current reply that have not ended; 0 between two replies. */
    private long elements;
    /** The size of the current reply, as far as it is known. */
    private long size;
    /** The number of bytes of the current string that have not arrived, including its CRLF. */
    private long stringLeft;
    /** The first byte of the current line, or {@link #NO_LINE}. */
    private int type = NO_LINE;

    private long length;
    private boolean nil;
    private boolean push;
    private boolean exceeded;

    /** Creates a scanner at the beginning of a reply. */
    public ReplySizeScanner(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns the maximum size of a reply in bytes. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Returns whether a reply is larger than the maximum; nothing after that is scanned. */
    public boolean exceeded() {
        return exceeded;
    }

    /** Returns whether the current reply, or the one that is larger than the maximum, is a push message. */
    public boolean isPush() {
        return push;
    }

    /**
     * Scans the next bytes, from the position to the limit of a buffer, neither of which changes. Returns how many of
     * them may be passed on: all, or those before the length that makes a reply exceed the maximum.
     */
    public int scan(ByteBuffer bytes) {
        int start = bytes.position();
        int end = bytes.limit();
        int lineStart = start;
        int at = start;
        while (at < end && !exceeded) {
            if (stringLeft > 0) {
                long skipped = Math.min(stringLeft, end - at);
                stringLeft -= skipped;
                at += (int) skipped;
                if (stringLeft == 0) {
                    elementEnds();
                }
            } else {
                if (type == NO_LINE) {
                    lineStart = at;
                }
                next(bytes.get(at++));
            }
        }
        return exceeded ? lineStart - start : end - start;
    }

    private void next(byte next) {
        if (type == NO_LINE) {
            lineBegins(next);
        } else if (next == '\n') {
            lineEnds();
        } else if (isString() || isAggregate()) {
            if (next >= '0' && next <= '9') {
                length = Math.min(MAX_LENGTH, length * 10 + (next - '0'));
            } else if (next != '\r') {
                nil = true;
            }
        } else {
            grow(1);
        }
    }

    private void lineBegins(byte first) {
        if (elements == 0) {
            elements = 1;
            size = 0;
            push = first == '>';
        }
        type = first;
        length = 0;
        nil = false;
    }

    private void lineEnds() {
        if (isString() && !nil) {
            grow(length);
            stringLeft = length + 2;
        } else if (isAggregate() && !nil) {
            // Entries of a map are pairs; so are attributes, which precede the element that they belong to.
            long contained = type == '%' || type == '|' ? 2 * length : length;
            grow(Math.min(MAX_LENGTH, contained * ELEMENT_BYTES));
            elements += contained;
            elementEnds();
        } else {
            elementEnds();
        }
        type = NO_LINE;
    }

    private void elementEnds() {
        elements -= type == '|' ? 0 : 1;
    }

    private boolean isString() {
        return type == '$' || type == '=' || type == '!';
    }

    private boolean isAggregate() {
        return type == '*' || type == '%' || type == '~' || type == '>' || type == '|';
    }

    private void grow(long bytes) {
        size += bytes;
        exceeded = size > maxBytes;
    }
}
