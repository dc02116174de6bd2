package io.redoubt.tck.fault;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What came out of all calls, and how often the proxies saw each of their commands. Thread-safe. */
final class CallLog {

    private static final int MAX_HEAD = 400;

    final LongAdder calls = new LongAdder();
    /** As the driver's statistics count: a call that threw once, a pipeline by its missing replies. */
    final LongAdder failures = new LongAdder();

    /** Reads that did not find what was there at first. */
    final LongAdder absentValues = new LongAdder();

    private final AtomicInteger ids = new AtomicInteger();
    private final Queue<CommandRecord> records = new ConcurrentLinkedQueue<>();
    /** When calls of the struck master last ended so, by the monotonic clock. */
    private final Map<CallOutcome, Long> lastSeen = new ConcurrentHashMap<>();

    private final Queue<String> wrongReplies = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> sendCounts = new ConcurrentHashMap<>();

    int nextId() {
        return ids.incrementAndGet();
    }

    void add(CommandRecord record) {
        records.add(record);
        if (record.location() == CommandRecord.Location.TARGET_MASTER) {
            lastSeen.put(record.outcome(), record.ended());
        }
    }

    /** Whether a call of the struck master ended so from that time on. */
    boolean seenSince(CallOutcome outcome, long nanoTime) {
        Long last = lastSeen.get(outcome);
        return last != null && last - nanoTime >= 0;
    }

    /** A reply that is not right. */
    void addWrongReply(String what) {
        wrongReplies.add(what);
    }

    List<CommandRecord> records() {
        return List.copyOf(records);
    }

    List<String> wrongReplies() {
        return List.copyOf(wrongReplies);
    }

    /** What a command is marked with among its arguments. */
    static String marker(int id) {
        return "#" + id + ".";
    }

    /** A proxy saw a command. */
    void recordSent(byte[] command) {
        String head = new String(command, 0, Math.min(MAX_HEAD, command.length), StandardCharsets.ISO_8859_1);
        int mark = head.indexOf('#');
        int end = head.indexOf('.', mark + 1);
        if (mark >= 0 && end > mark) {
            // To send a script's source after its digest is no second attempt.
            String how = head.contains("\nEVAL\r") ? "source" : "";
            sendCounts.merge(how + head.substring(mark, end + 1), 1, Integer::sum);
        }
    }

    /** How often the command was sent. */
    int sendCount(CommandRecord record) {
        String mark = marker(record.id());
        return Math.max(sendCounts.getOrDefault(mark, 0), sendCounts.getOrDefault("source" + mark, 0));
    }
}
