package io.redoubt.redis.core;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** The way from the replies to several runs of a script to their outcomes. For one thread. */
final class ScriptOutcomeMapper {

    private final Operation operation;
    private final FailureLog.Batch log;
    private final List<ScriptOutcome> outcomes;

    /** What fails together is translated once: there may be thousands. */
    private final IdentityHashMap<DriverException, RedoubtException> translated = new IdentityHashMap<>();

    private ScriptOutcomeMapper(Operation operation, FailureLog.Batch log, int runs) {
        this.operation = operation;
        this.log = log;
        this.outcomes = new ArrayList<>(runs);
    }

    /** One outcome a reply, in their order; failures go to the log as well. */
    static List<ScriptOutcome> map(Operation operation, List<Reply> replies, FailureLog.Batch log) {
        ScriptOutcomeMapper mapper = new ScriptOutcomeMapper(operation, log, replies.size());
        replies.forEach(mapper::add);
        log.write();
        return mapper.outcomes;
    }

    private void add(Reply reply) {
        if (reply instanceof Reply.Refusal original) {
            Reply.Refusal refusal = ScriptErrorReplies.unwrap(original);
            log.refused(refusal);
            outcomes.add(new ScriptOutcome.Failed(StoreExceptionTranslator.translate(operation, refusal)));
        } else if (reply instanceof Reply.Missing missing) {
            DriverException reason = missing.reason();
            log.failed(reason);
            outcomes.add(new ScriptOutcome.Failed(translated.computeIfAbsent(reason, e -> StoreExceptionTranslator.translate(operation, e))));
        } else {
            outcomes.add(new ScriptOutcome.Replied(reply));
        }
    }
}
