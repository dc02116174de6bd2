package io.redoubt.tck.fault;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.tck.server.ServerOptions;

/** Trials one after the other on the same servers, which are as before after each. Not thread-safe. */
final class Trials implements AutoCloseable {

    /** Where connections log. */
    static final String LOGGER = "io.redoubt.redis.connections";

    private final Site site;

    Trials(Site site) {
        this.site = site;
    }

    /** A trial on a server of its own. */
    static Finding onItsOwnServer(RedisDriverProvider provider, Fault fault, Rigor rigor, CapturedLog log) {
        try (Site site = StandaloneSite.start(fault.server().apply(ServerOptions.defaults()))) {
            return shown(Trial.run(provider, fault, site, rigor, log));
        }
    }

    Finding run(RedisDriverProvider provider, Fault fault, Rigor rigor) {
        try (CapturedLog log = CapturedLog.of(LOGGER)) {
            return shown(Trial.run(provider, fault, site, rigor, log));
        } finally {
            site.restore();
        }
    }

    private static Finding shown(Finding finding) {
        System.out.println(finding);
        return finding;
    }

    @Override
    public void close() {
        site.close();
    }
}
