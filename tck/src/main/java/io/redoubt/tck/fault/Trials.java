package io.redoubt.tck.fault;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.tck.server.ServerOptions;
import org.jspecify.annotations.Nullable;

/** Trials one after the other on the same servers, which are as before when the next begins. Not thread-safe. */
final class Trials implements AutoCloseable {

    /** Where connections log. */
    static final String LOGGER = "io.redoubt.redis.connections";

    private final RedisDriverProvider provider;
    private final Rigor rigor;
    private final Site site;
    private final CapturedLog log;
    private @Nullable Fault last;

    /**
     * Trials that differ only by the fault.
     *
     * @param site is closed at the end
     * @param log captures the log of the connections
     */
    Trials(RedisDriverProvider provider, Rigor rigor, Site site, CapturedLog log) {
        this.provider = provider;
        this.rigor = rigor;
        this.site = site;
        this.log = log;
    }

    /** A trial on a server of its own. */
    static Finding onItsOwnServer(RedisDriverProvider provider, Rigor rigor, Fault fault, CapturedLog log) {
        ServerOptions options = fault.server().apply(ServerOptions.defaults());
        try (Trials alone = new Trials(provider, rigor, StandaloneSite.start(options), log)) {
            return alone.run(fault);
        }
    }

    Finding run(Fault fault) {
        if (last != null) {
            site.restore();
        }
        last = fault;
        Finding finding = Trial.run(provider, fault, site, rigor, log);
        System.out.println(finding);
        return finding;
    }

    @Override
    public void close() {
        site.close();
    }
}
