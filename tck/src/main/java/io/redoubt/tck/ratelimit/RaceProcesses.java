package io.redoubt.tck.ratelimit;

import io.redoubt.tck.ratelimit.AdmissionHistory.Admission;
import io.redoubt.test.process.ChildJvm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Pair of child processes that a test lets compete for the same rate limit. The processes are started once and used for
 * several races, since a JVM takes its time to start; they end with this one. For one thread at a time.
 */
final class RaceProcesses {

    static final String READY = "ready";
    static final String END = "end";

    private static final Map<Class<?>, RaceProcesses> RUNNING = new HashMap<>();

    private final Class<?> main;
    private final List<ChildJvm> children;

    private RaceProcesses(Class<?> main) {
        this.main = main;
        this.children = Stream.generate(() -> ChildJvm.start(main)).limit(2).toList();
    }

    static RaceProcesses of(Class<?> main) {
        return RUNNING.computeIfAbsent(main, RaceProcesses::new);
    }

    /** What was admitted in a race, which both are told in one line. */
    AdmissionHistory race(String task) {
        boolean ended = false;
        try {
            children.forEach(child -> child.send(task));
            children.forEach(child -> await(READY, child));
            children.forEach(child -> child.send("go"));
            List<CompletableFuture<List<Admission>>> reports = children.stream()
                    .map(child -> CompletableFuture.supplyAsync(() -> report(child)))
                    .toList();
            AdmissionHistory history = new AdmissionHistory();
            reports.forEach(report -> history.add(report.join()));
            ended = true;
            return history;
        } finally {
            if (!ended) {
                // Nobody knows what they are at.
                RUNNING.remove(main);
                children.forEach(ChildJvm::close);
            }
        }
    }

    private static void await(String word, ChildJvm child) {
        String line = child.line();
        if (!line.equals(word)) {
            throw new IllegalStateException("a child says " + line + " instead of " + word);
        }
    }

    private static List<Admission> report(ChildJvm child) {
        List<Admission> admissions = new ArrayList<>();
        for (String line = child.line(); !line.equals(END); line = child.line()) {
            admissions.add(Admission.parse(line));
        }
        return admissions;
    }
}
