package io.redoubt.tck.session;

import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.test.server.RawRedis;
import java.util.ArrayList;
import java.util.List;

/**
 * Recorder of all commands that the Redis masters receive, based on the Redis command {@code MONITOR}. Commands inside
 * of scripts are included. They are in the order of each master, one master after the other. Not thread-safe.
 */
final class CommandRecorder implements AutoCloseable {

    private static final String END = "end-of-wiretap";

    private final RedisBackend backend;
    private final List<RawRedis> monitors;

    private CommandRecorder(RedisBackend backend, List<RawRedis> monitors) {
        this.backend = backend;
        this.monitors = monitors;
    }

    static CommandRecorder on(RedisBackend backend) {
        List<RawRedis> monitors = backend.masters();
        monitors.forEach(monitor -> monitor.call("MONITOR"));
        return new CommandRecorder(backend, monitors);
    }

    /** The commands so far; to be called once. */
    List<String> lines() {
        backend.onEveryMaster("ECHO", END);
        List<String> lines = new ArrayList<>();
        for (RawRedis monitor : monitors) {
            String line = String.valueOf(monitor.read());
            while (!line.contains(END)) {
                lines.add(line);
                line = String.valueOf(monitor.read());
            }
        }
        return lines;
    }

    @Override
    public void close() {
        monitors.forEach(RawRedis::close);
    }
}
