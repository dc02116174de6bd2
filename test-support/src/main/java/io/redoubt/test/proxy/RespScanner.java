package io.redoubt.test.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Scanner that finds where top-level RESP2 and RESP3 frames end in a byte stream. It keeps no payload except the first
 * text of a frame, which is the name of a command or the kind of a push. Not thread-safe.
 */
final class RespScanner {

    private static final int MAX_HEAD = 32;
    private static final String TYPES = "+-:$*_#,(!=%~>|";

    /** Listener for frames, which receives their type and first text. */
    interface FrameListener {
        void onFrame(char type, String head);
    }

    private final FrameListener listener;
    private final Deque<Level> levels = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private @Nullable String head;
    private char topType;
    private boolean bulk;
    private boolean inFrame;
    private boolean ended;
    private boolean notResp;
    private long bulkLeft;

    RespScanner(FrameListener listener) {
        this.listener = listener;
    }

    /** Returns whether a frame has begun and not ended. */
    boolean midFrame() {
        return inFrame;
    }

    /**
     * Returns whether the stream is not RESP, for example because it is TLS. No frames are found in it from then
     * on.
     */
    boolean isNotResp() {
        return notResp;
    }

    /** Takes bytes up to the end of a frame. Returns the index after that frame, or {@code to} if none ended. */
    int next(byte[] bytes, int from, int to) {
        ended = false;
        int at = from;
        try {
            while (at < to && !ended && !notResp) {
                at = bulk ? skipBulk(bytes, at, to) : headerByte((char) (bytes[at] & 0xFF), at);
            }
        } catch (NumberFormatException e) {
            markNotResp();
        }
        return notResp ? to : at;
    }

    private int skipBulk(byte[] bytes, int at, int to) {
        int step = (int) Math.min(bulkLeft, to - at);
        keepHead(bytes, at, step);
        bulkLeft -= step;
        if (bulkLeft == 0) {
            bulk = false;
            endOfText();
        }
        return at + step;
    }

    private int headerByte(char next, int at) {
        inFrame = true;
        line.append(next);
        if (line.length() == 1 && TYPES.indexOf(next) < 0) {
            markNotResp();
        } else if (next == '\n') {
            String whole = line.substring(0, line.length() - 2);
            line.setLength(0);
            header(whole.charAt(0), whole.substring(1));
        }
        return at + 1;
    }

    private void markNotResp() {
        notResp = true;
        inFrame = false;
        line.setLength(0);
    }

    private void header(char type, String rest) {
        if (levels.isEmpty() && type != '|') {
            topType = type;
        }
        switch (type) {
            case '$', '=', '!' -> beginBulk(Long.parseLong(rest));
            case '*', '~', '>' -> beginAggregate(Long.parseLong(rest), Level.VALUE);
            case '%' -> beginAggregate(2 * Long.parseLong(rest), Level.VALUE);
            case '|' -> beginAggregate(2 * Long.parseLong(rest), Level.ATTRIBUTE);
            default -> {
                line.append(rest, 0, Math.min(rest.length(), MAX_HEAD));
                endOfText();
            }
        }
    }

    private void beginBulk(long length) {
        if (length < 0) {
            endOfElement();
        } else {
            bulk = true;
            bulkLeft = length + 2; // including the line end
        }
    }

    private void beginAggregate(long elements, boolean attribute) {
        if (elements > 0) {
            levels.push(new Level(elements, attribute));
        } else if (attribute == Level.VALUE) {
            endOfElement();
        }
    }

    private void keepHead(byte[] bytes, int from, int length) {
        int room = MAX_HEAD - line.length();
        if (head == null && room > 0) {
            line.append(new String(bytes, from, Math.min(room, length), StandardCharsets.ISO_8859_1));
        }
    }

    private void endOfText() {
        if (head == null) {
            head = line.toString().strip();
        }
        line.setLength(0);
        endOfElement();
    }

    private void endOfElement() {
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            level.left--;
            if (level.left > 0) {
                return;
            }
            levels.pop();
            if (level.attribute) {
                // Attributes precede a value, which is still to come.
                return;
            }
        }
        inFrame = false;
        ended = true;
        String first = head == null ? "" : head;
        head = null;
        listener.onFrame(topType, first);
    }

    /** Aggregate that has begun. */
    private static final class Level {

        static final boolean VALUE = false;
        static final boolean ATTRIBUTE = true;

        private final boolean attribute;
        private long left;

        Level(long left, boolean attribute) {
            this.left = left;
            this.attribute = attribute;
        }
    }
}
