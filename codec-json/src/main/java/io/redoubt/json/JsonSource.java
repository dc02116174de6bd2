package io.redoubt.json;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;

/**
 * Stream of the bytes of a JSON text, of which a deserializer can have a part unchanged: a parser tells the stream that
 * it reads from, but not an array. Not thread-safe.
 */
final class JsonSource extends ByteArrayInputStream {

    JsonSource(byte[] bytes) {
        super(bytes);
    }

    /** Returns the text between two positions, in bytes. */
    String text(long start, long end) {
        return Utf8Text.of(ByteBuffer.wrap(buf, (int) start, (int) (end - start)));
    }
}
