package io.redoubt.redis.core;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The way from the replies to several runs of a script to their outcomes. For one thread. */
final class ScriptOutcomes {

    private final Operation operation;
    private final FailureLog.Batch log;
    private final List<ScriptOutcome> outcomes;

    /** What fails together is translated once: there may be thousands. */
    private final IdentityHashMap<DriverException, RedoubtException> translated = new IdentityHashMap<>();

    private ScriptOutcomes(Operation operation, FailureLog.Batch log, int runs) {
        this.operation = operation;
        this.log = log;
        this.outcomes = new ArrayList<>(runs);
    }

    /** One outcome a reply, in their order; failures go to the log as well. */
    static List<ScriptOutcome> of(Operation operation, List<Reply> replies, FailureLog.Batch log) {
        ScriptOutcomes outcomes = new ScriptOutcomes(operation, log, replies.size());
        replies.forEach(outcomes::add);
        log.write();
        return outcomes.outcomes;
    }

    private void add(Reply reply) {
        if (reply instanceof Reply.Refusal original) {
            Reply.Refusal refusal = ScriptRefusals.unwrapped(original);
            log.refused(refusal);
            outcomes.add(new ScriptOutcome.Failed(Failures.of(operation, refusal)));
        } else if (reply instanceof Reply.Missing missing) {
            DriverException reason = missing.reason();
            log.failed(reason);
            outcomes.add(new ScriptOutcome.Failed(translated.computeIfAbsent(reason, e -> Failures.of(operation, e))));
        } else {
            outcomes.add(new ScriptOutcome.Replied(reply));
        }
    }
}
