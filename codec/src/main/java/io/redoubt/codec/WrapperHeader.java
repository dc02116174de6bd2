package io.redoubt.codec;

/**
 * Three-byte header that marks an encoded value as compressed, encrypted or unchanged. The first byte occurs in no
 * UTF-8 text, and so in no JSON; then come a letter for the wrapping codec and a digit for the version of its format.
 * {@code docs/formats.md} describes the rest.
 */
enum WrapperHeader {
    /** What follows is as the wrapped codec encoded it. */
    PLAIN('Z', '0'),
    /** What follows is compressed. */
    COMPRESSED('Z', '1'),
    /** What follows is encrypted. */
    ENCRYPTED('E', '1');

    static final int LENGTH = 3;

    private static final byte MARK = (byte) 0xFE;

    private final byte wrapper;
    private final byte version;

    WrapperHeader(char wrapper, char version) {
        this.wrapper = (byte) wrapper;
        this.version = (byte) version;
    }

    /** Writes the first bytes of a frame. */
    void begin(byte[] bytes) {
        bytes[0] = MARK;
        bytes[1] = wrapper;
        bytes[2] = version;
    }

    boolean begins(byte[] bytes) {
        return bytes.length >= LENGTH && isWrapper(bytes) && bytes[2] == version;
    }

    /** Returns whether bytes begin like a frame of the same wrapper, of whatever version. */
    boolean isWrapper(byte[] bytes) {
        return bytes.length >= 2 && bytes[0] == MARK && bytes[1] == wrapper;
    }
}
