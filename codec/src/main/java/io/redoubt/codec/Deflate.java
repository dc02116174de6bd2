package io.redoubt.codec;

import io.redoubt.api.CodecException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Utility class that compresses and decompresses single values with the Deflate algorithm. The format is a frame, the
 * size of the content (4 bytes, big-endian), and the content as a zlib stream (RFC 1950), whose checksum detects
 * changed bytes. Stateless, thread-safe.
 */
final class Deflate {

    private static final int HEADER = WrapperHeader.LENGTH + Integer.BYTES;

    /** Deflate cannot shrink its input further than about 1:1032. */
    private static final long MAX_RATIO = 1040;

    private Deflate() {}

    /** Returns the content in a frame; the content itself if that is not longer. */
    static byte[] compress(byte[] content) {
        byte[] framed = new byte[content.length];
        if (framed.length <= HEADER) {
            return content;
        }
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(content);
            deflater.finish();
            int length = deflater.deflate(framed, HEADER, framed.length - HEADER);
            if (!deflater.finished()) {
                return content;
            }
            WrapperHeader.COMPRESSED.begin(framed);
            ByteBuffer.wrap(framed).putInt(WrapperHeader.LENGTH, content.length);
            return Arrays.copyOf(framed, HEADER + length);
        } finally {
            deflater.end();
        }
    }

    /**
     * Returns the content of a frame.
     *
     * @throws CodecException if it is damaged, or has more than {@code maxBytes}
     */
    static byte[] decompress(byte[] framed, int maxBytes) {
        int size = framed.length < HEADER ? -1 : ByteBuffer.wrap(framed).getInt(WrapperHeader.LENGTH);
        if (size < 0 || size > maxBytes || size > MAX_RATIO * framed.length) {
            throw damaged(null);
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(framed, HEADER, framed.length - HEADER);
            // One byte more, so that content which is longer than announced is noticed.
            byte[] content = new byte[size + 1];
            int length = 0;
            int read = 1;
            while (read > 0 && !inflater.finished()) {
                read = inflater.inflate(content, length, content.length - length);
                length += read;
            }
            if (!inflater.finished() || length != size || inflater.getRemaining() != 0) {
                throw damaged(null);
            }
            return Arrays.copyOf(content, size);
        } catch (DataFormatException e) {
            throw damaged(e);
        } finally {
            inflater.end();
        }
    }

    private static CodecException damaged(@Nullable Exception cause) {
        return new CodecException("a compressed value is damaged, or its content is larger than allowed", cause);
    }
}
