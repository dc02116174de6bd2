package io.redoubt.json;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;

/**
 * Stream of the bytes of a JSON text, of which a deserializer can have a part unchanged: a parser tells the stream that
 * it reads from, but not an array. Not thread-safe.
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
