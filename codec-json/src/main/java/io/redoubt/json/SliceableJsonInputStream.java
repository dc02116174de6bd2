package io.redoubt.json;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;

/**
 * Input stream over the bytes of a JSON text, from which a deserializer can also copy a section of the text unchanged.
 * Not thread-safe.
 */
final class SliceableJsonInputStream extends ByteArrayInputStream {

    SliceableJsonInputStream(byte[] bytes) {
        super(bytes);
    }

    /** Returns the text between two positions, in bytes. */
    String text(long start, long end) {
        return StrictUtf8Decoder.decode(ByteBuffer.wrap(buf, (int) start, (int) (end - start)));
    }
}
