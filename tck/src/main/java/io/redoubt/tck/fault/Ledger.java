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
final class Ledger {

    private static final int HEAD = 400;

    final LongAdder calls = new LongAdder();
    /** As the driver's statistics count: a call that threw once, a pipeline by its missing replies. */
    final LongAdder failures = new LongAdder();

    /** Reads that did not find what was there at first. */
    final LongAdder absent = new LongAdder();

    private final AtomicInteger ids = new AtomicInteger();
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    /** When calls of the struck master last ended so, by the monotonic clock. */
    private final Map<Symptom, Long> lastSeen = new ConcurrentHashMap<>();

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> sightings = new ConcurrentHashMap<>();

    int nextId() {
        return ids.incrementAndGet();
    }

    void add(Outcome outcome) {
        outcomes.add(outcome);
        if (outcome.place() == Outcome.Place.STRUCK) {
            lastSeen.put(outcome.symptom(), outcome.ended());
        }
    }

    /** Whether a call of the struck master ended so from that time on. */
    boolean seenSince(Symptom symptom, long nanoTime) {
        Long last = lastSeen.get(symptom);
        return last != null && last - nanoTime >= 0;
    }

    /** A reply that is not right. */
    void wrong(String what) {
        wrong.add(what);
    }

    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    /** What a command is marked with among its arguments. */
    static String mark(int id) {
        return "#" + id + ".";
    }

    /** A proxy saw a command. */
    void saw(byte[] command) {
        String head = new String(command, 0, Math.min(HEAD, command.length), StandardCharsets.ISO_8859_1);
        int mark = head.indexOf('#');
        int end = head.indexOf('.', mark + 1);
        if (mark >= 0 && end > mark) {
            // To send a script's source after its digest is no second attempt.
            String how = head.contains("\nEVAL\r") ? "source" : "";
            sightings.merge(how + head.substring(mark, end + 1), 1, Integer::sum);
        }
    }

    /** How often the command was sent. */
    int attempts(Outcome outcome) {
        String mark = mark(outcome.id());
        return Math.max(sightings.getOrDefault(mark, 0), sightings.getOrDefault("source" + mark, 0));
    }
}
