package io.redoubt.cache.internal.region;

import io.redoubt.cache.ChildOutput;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.server.RawRedis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Processes that race on one region with near caches, step by step. For use by one thread. */
final class NearRaceProcesses implements AutoCloseable {

    private final List<ChildJvm> children = new ArrayList<>();

    private NearRaceProcesses() {}

    /** Starts a process for each address, and returns when their near caches are in use. */
    static NearRaceProcesses started(Path directory, NearRacePlan plan, BackendAddress... addresses) {
        return started(directory, null, plan, addresses);
    }

    /** Does the same with a bug. */
    static NearRaceProcesses startedWith(
            PlantedBug bug, Path directory, NearRacePlan plan, BackendAddress... addresses) {
        return started(directory, bug.compiledTo(directory), plan, addresses);
    }

    private static NearRaceProcesses started(
            Path directory, @Nullable Path classes, NearRacePlan plan, BackendAddress... addresses) {
        NearRaceProcesses processes = new NearRaceProcesses();
        try {
            for (BackendAddress address : addresses) {
                List<String> words = new ArrayList<>(address.toArguments());
                words.add(directory.resolve("truth").toString());
                words.addAll(plan.toArguments());
                String[] arguments = words.toArray(String[]::new);
                processes.children.add(
                        classes == null
                                ? ChildJvm.start(NearRaceProcess.class, arguments)
                                : ChildJvm.startWith(classes, NearRaceProcess.class, arguments));
            }
            processes.children.forEach(child -> {
                String line = ChildOutput.next(child, "ready", "failed");
                if (!line.equals("ready")) {
                    throw new IllegalStateException("a process of the race " + line);
                }
            });
            return processes;
        } catch (RuntimeException e) {
            processes.close();
            throw e;
        }
    }

    /** Lets all processes race. Returns at once. */
    void race() {
        children.forEach(child -> child.send("race"));
    }

    /** Waits for the end of the race, and returns what each process reports. */
    List<String> outcomes() {
        List<String> outcomes = children.stream()
                .map(child -> ChildOutput.next(child, "done", "failed"))
                .toList();
        System.out.println("near race: " + outcomes);
        return outcomes;
    }

    /** Lets all processes check that they see the last values. Returns what each reports. */
    List<String> convergence() {
        children.forEach(child -> child.send("check"));
        return children.stream()
                .map(child -> ChildOutput.next(child, "converged", "failed"))
                .toList();
    }

    ChildJvm process(int index) {
        return children.get(index);
    }

    /** Ends the connections on which a server, or processes, report changes. Returns how many they were. */
    static int killReports(RawRedis server) {
        int killed = 0;
        for (String client : reportingClients(server)) {
            Object reply = server.call("CLIENT", "KILL", "ID", client.replaceFirst("(?s).*?\\bid=(\\d+).*", "$1"));
            killed += String.valueOf(reply).equals("1") ? 1 : 0;
        }
        return killed;
    }

    /** Returns the lines of the client list that are about such connections. */
    private static List<String> reportingClients(RawRedis server) {
        return String.valueOf(server.call("CLIENT", "LIST"))
                .lines()
                .filter(line -> line.matches(".* flags=\\S*[tP].*"))
                .toList();
    }

    @Override
    public void close() {
        children.forEach(ChildJvm::close);
    }
}
