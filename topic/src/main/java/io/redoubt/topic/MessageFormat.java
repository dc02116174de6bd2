package io.redoubt.topic;

import io.redoubt.api.CodecException;
import io.redoubt.api.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Format of topic messages: a header line {@code ~M1}, followed by the encoded message. Words that a later version may
 * add to the line are ignored. A message without such a line is from another program, and all of it is content.
 */
final class MessageFormat {

    /** Maximum size of a header line, in bytes. */
    static final int MAX_HEADER_BYTES = 1_024;

    private static final byte[] HEADER = "~M1\n".getBytes(StandardCharsets.US_ASCII);

    private MessageFormat() {}

    /** Returns the message with this content. */
    static byte[] message(byte[] content) {
        byte[] message = Arrays.copyOf(HEADER, HEADER.length + content.length);
        System.arraycopy(content, 0, message, HEADER.length, content.length);
        return message;
    }

    /**
     * Returns a copy of the content of a message.
     *
     * @throws CodecException if it is too large, or a later version of Redoubt has written it
     */
    static byte[] content(byte[] message) {
        int begin = message.length >= 2 && message[0] == '~' && message[1] == 'M' ? endOfHeader(message) : 0;
        if (message.length - begin > Topics.MAX_MESSAGE_BYTES) {
            throw new CodecException(
                    "it has " + (message.length - begin) + " bytes, and " + Topics.MAX_MESSAGE_BYTES + " are allowed",
                    null);
        }
        return Arrays.copyOfRange(message, begin, message.length);
    }

    private static int endOfHeader(byte[] message) {
        for (int i = 3; i < Math.min(message.length, MAX_HEADER_BYTES); i++) {
            boolean isVersion1 = message[2] == '1' && (message[3] == ' ' || message[3] == '\n');
            if (isVersion1 && message[i] == '\n') {
                return i + 1;
            }
        }
        throw new CodecException(
                "it begins with ~M and not with the header line of version 1: a later Redoubt or another program"
                        + " has published it",
                null);
    }
}
