package io.redoubt.codec;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TypeRef;

/**
 * Codec that wraps another codec and applies Deflate compression to values of at least a minimum size. Immutable,
 * thread-safe.
 *
 * <p>It reads what was written before it was switched on. Before it is removed again, put {@link #readingOnly(Codec)}
 * in its place for as long as compressed values live: the wrapped codec alone cannot read them. Values that do not
 * become smaller are stored as they are.
 *
 * <p>A value whose content would be larger than {@link #maxBytes(int)} is not inflated: it is a
 * {@link CodecException}, as are bytes that were changed.
 */
public final class CompressingCodec implements Codec {

    /** Size in bytes from which values are compressed unless set otherwise. */
    public static final int DEFAULT_MIN_BYTES = 1024;

    /** Maximum size in bytes of an uncompressed value unless set otherwise. */
    public static final int DEFAULT_MAX_BYTES = 16 << 20;

    /** Largest maximum size in bytes of an uncompressed value. */
    public static final int MAX_BYTES = 512 << 20;

    private static final int NEVER = Integer.MAX_VALUE;

    private final Codec codec;
    private final int minBytes;
    private final int maxBytes;

    private CompressingCodec(Codec codec, int minBytes, int maxBytes) {
        this.codec = codec;
        this.minBytes = minBytes;
        this.maxBytes = maxBytes;
    }

    /**
     * Wraps a codec.
     *
     * @throws InvalidInputException if the codec encrypts, since encrypted bytes do not become smaller, or compresses
     */
    public static CompressingCodec wrap(Codec codec) {
        if (codec.isRandomized()) {
            throw new InvalidInputException(
                    "encrypted values cannot be compressed: wrap the other way around, EncryptingCodec.wrap("
                            + "CompressingCodec.wrap(codec), keys)");
        }
        if (codec instanceof CompressingCodec) {
            throw new InvalidInputException("the codec compresses already: wrap it once");
        }
        return new CompressingCodec(codec, DEFAULT_MIN_BYTES, DEFAULT_MAX_BYTES);
    }

    /** Wraps a codec to read compressed values, and to write none. */
    public static CompressingCodec readingOnly(Codec codec) {
        CompressingCodec compressing = wrap(codec);
        return new CompressingCodec(compressing.codec, NEVER, compressing.maxBytes);
    }

    /**
     * Returns a copy that compresses values from another size on.
     *
     * @param bytes 1 to {@value #MAX_BYTES}
     */
    public CompressingCodec minBytes(int bytes) {
        return new CompressingCodec(codec, checked("minBytes", bytes), maxBytes);
    }

    /**
     * Returns a copy with another maximum size of an uncompressed value; larger ones are neither written nor read.
     *
     * @param bytes 1 to {@value #MAX_BYTES}
     */
    public CompressingCodec maxBytes(int bytes) {
        return new CompressingCodec(codec, minBytes, checked("maxBytes", bytes));
    }

    private static int checked(String what, int bytes) {
        if (bytes < 1 || bytes > MAX_BYTES) {
            throw new InvalidInputException(what + " must be between 1 and " + MAX_BYTES + ": " + bytes);
        }
        return bytes;
    }

    @Override
    public byte[] encode(Object value) {
        return compress(codec.encode(value));
    }

    @Override
    public byte[] encode(Object value, TypeRef<?> type) {
        return compress(codec.encode(value, type));
    }

    private byte[] compress(byte[] content) {
        if (content.length > maxBytes) {
            throw new CodecException(
                    "the value has " + content.length + " bytes before compression, and " + maxBytes
                            + " are allowed: store less under one key, or raise maxBytes of the CompressingCodec",
                    null);
        }
        byte[] compressed = content.length < minBytes ? content : Deflate.compress(content);
        if (compressed.length < content.length) {
            return compressed;
        }
        // Bytes that look compressed would be inflated when they are read.
        return WrapperHeader.COMPRESSED.isWrapper(content) ? plain(content) : content;
    }

    private static byte[] plain(byte[] content) {
        byte[] framed = new byte[WrapperHeader.LENGTH + content.length];
        WrapperHeader.PLAIN.begin(framed);
        System.arraycopy(content, 0, framed, WrapperHeader.LENGTH, content.length);
        return framed;
    }

    @Override
    public <T> T decode(byte[] bytes, TypeRef<T> type) {
        if (!WrapperHeader.COMPRESSED.isWrapper(bytes)) {
            return codec.decode(bytes, type);
        }
        if (WrapperHeader.PLAIN.begins(bytes)) {
            return codec.decode(java.util.Arrays.copyOfRange(bytes, WrapperHeader.LENGTH, bytes.length), type);
        }
        if (WrapperHeader.COMPRESSED.begins(bytes)) {
            return codec.decode(Deflate.decompress(bytes, maxBytes), type);
        }
        throw new CodecException("the value is compressed in a format that this version does not know", null);
    }

    /** Names the wrapped codec and the sizes. */
    @Override
    public String toString() {
        return "CompressingCodec[" + codec.getClass().getSimpleName() + ", from "
                + (minBytes == NEVER ? "never" : minBytes + " bytes") + "]";
    }
}
