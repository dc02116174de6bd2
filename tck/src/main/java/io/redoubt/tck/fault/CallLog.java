package io.redoubt.tck.fault;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Log of all calls made during a fault test, with the number of times that each command was sent to a server.
 * Thread-safe.
 */
final class CallLog {

    private static final int MAX_HEAD = 400;

    final LongAdder calls = new LongAdder();
    /**
     * Number of failures, counted as the driver's statistics count them: one for a call that threw, and one for
     * each missing reply of a pipeline.
     */
    final LongAdder failures = new LongAdder();

    /** Number of reads that did not find the value stored before the fault. */
    final LongAdder absentValues = new LongAdder();

    private final AtomicInteger ids = new AtomicInteger();
    private final Queue<CallRecord> records = new ConcurrentLinkedQueue<>();
    /** End of the latest call of the target master with each outcome, by the monotonic clock. */
    private final Map<CallOutcome, Long> lastSeen = new ConcurrentHashMap<>();

    private final Queue<String> wrongReplies = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> sendCounts = new ConcurrentHashMap<>();

    int nextId() {
        return ids.incrementAndGet();
    }

    void add(CallRecord record) {
        records.add(record);
        if (record.location() == CallRecord.Location.TARGET_MASTER) {
            lastSeen.put(record.outcome(), record.ended());
        }
    }

    /** Returns whether a call of the target master ended with the outcome at or after that time. */
    boolean seenSince(CallOutcome outcome, long nanoTime) {
        Long last = lastSeen.get(outcome);
        return last != null && last - nanoTime >= 0;
    }

    /** Records an incorrect reply. */
    void addWrongReply(String what) {
        wrongReplies.add(what);
    }

    List<CallRecord> records() {
        return List.copyOf(records);
    }

    List<String> wrongReplies() {
        return List.copyOf(wrongReplies);
    }

    /** Returns the marker that a command carries among its arguments, so that proxies can identify the command. */
    static String marker(int id) {
        return "#" + id + ".";
    }

    /** Counts a command that a proxy saw. */
    void recordSent(byte[] command) {
        String head = new String(command, 0, Math.min(MAX_HEAD, command.length), StandardCharsets.ISO_8859_1);
        int mark = head.indexOf('#');
        int end = head.indexOf('.', mark + 1);
        if (mark >= 0 && end > mark) {
            // Sending a script's source after its digest is not a second attempt.
            String how = head.contains("\nEVAL\r") ? "source" : "";
            sendCounts.merge(how + head.substring(mark, end + 1), 1, Integer::sum);
        }
    }

    /** Returns how often the command was sent. */
    int sendCount(CallRecord record) {
        String mark = marker(record.id());
        return Math.max(sendCounts.getOrDefault(mark, 0), sendCounts.getOrDefault("source" + mark, 0));
    }
}
