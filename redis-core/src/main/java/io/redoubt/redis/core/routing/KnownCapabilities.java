package io.redoubt.redis.core.routing;

import io.redoubt.redis.core.driver.Capabilities;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the servers can do, asked once, and again after a connection was lost, since another version may run there by then.
 * Thread-safe.
 */
final class KnownCapabilities {

    /** What was learned, and how many connections had been lost before. */
    private record Known(Capabilities capabilities, long losses) {}

    private final Routes routes;
    private final Tally tally;
    private volatile @Nullable Known known;

    KnownCapabilities(Routes routes, Tally tally) {
        this.routes = routes;
        this.tally = tally;
    }

    Capabilities get(Call call) {
        Known last = known;
        long losses = tally.lost.sum() + tally.topologyChanges.sum();
        if (last != null && last.losses() == losses) {
            return last.capabilities();
        }
        Capabilities asked = ask(call);
        known = new Known(asked, losses);
        return asked;
    }

    private Capabilities ask(Call call) {
        List<PendingReplies> pending = new ArrayList<>();
        for (Server master : routes.masters(call.deadline())) {
            pending.add(master.send(Inquiry.QUESTIONS, call));
        }
        List<Capabilities> all = new ArrayList<>();
        for (PendingReplies coming : pending) {
            List<Reply> answers = coming.await();
            for (Reply answer : answers) {
                if (answer instanceof Reply.Missing missing) {
                    throw missing.reason();
                }
            }
            all.add(Inquiry.read(answers));
        }
        return Inquiry.least(all);
    }
}
