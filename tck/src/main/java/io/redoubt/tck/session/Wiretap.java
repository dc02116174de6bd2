package io.redoubt.tck.session;

import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import java.util.ArrayList;
import java.util.List;

/** All commands that a server gets, those inside of scripts too, as {@code MONITOR} shows them. Not thread-safe. */
final class Wiretap implements AutoCloseable {

    private final RedisServer server;
    private final RawRedis monitor;

    private Wiretap(RedisServer server, RawRedis monitor) {
        this.server = server;
        this.monitor = monitor;
    }

    static Wiretap on(RedisServer server) {
        RawRedis monitor = server.raw();
        monitor.call("MONITOR");
        return new Wiretap(server, monitor);
    }

    /** The commands so far; to be called once. */
    List<String> lines() {
        String end = "end-of-wiretap";
        try (RawRedis raw = server.raw()) {
            raw.call("ECHO", end);
        }
        List<String> lines = new ArrayList<>();
        String line = String.valueOf(monitor.read());
        while (!line.contains(end)) {
            lines.add(line);
            line = String.valueOf(monitor.read());
        }
        return lines;
    }

    @Override
    public void close() {
        monitor.close();
    }
}
