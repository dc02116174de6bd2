package io.redoubt.redis.core;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Mapper that turns the replies to a batch of script calls or commands into {@link BatchedScriptResult}s. Not
 * thread-safe.
 */
final class ScriptOutcomeMapper {

    private final OperationDescription operation;
    private final FailureLog.Batch log;
    private final List<BatchedScriptResult> outcomes;

    /** Translations by cause: thousands of runs may fail with the same cause, which is translated only once. */
    private final IdentityHashMap<DriverException, RedoubtException> translated = new IdentityHashMap<>();

    private ScriptOutcomeMapper(OperationDescription operation, FailureLog.Batch log, int runs) {
        this.operation = operation;
        this.log = log;
        this.outcomes = new ArrayList<>(runs);
    }

    /** Returns one outcome per reply, in the order of the replies, and logs the failures. */
    static List<BatchedScriptResult> map(OperationDescription operation, List<Reply> replies, FailureLog.Batch log) {
        ScriptOutcomeMapper mapper = new ScriptOutcomeMapper(operation, log, replies.size());
        replies.forEach(mapper::add);
        log.write();
        return mapper.outcomes;
    }

    private void add(Reply reply) {
        if (reply instanceof Reply.Refusal original) {
            Reply.Refusal refusal = ScriptErrorReplies.unwrap(original);
            log.refused(refusal);
            outcomes.add(new BatchedScriptResult.Failed(StoreExceptionTranslator.translate(operation, refusal)));
        } else if (reply instanceof Reply.Missing missing) {
            DriverException reason = missing.reason();
            if (reason.kind() != DriverException.Kind.INTERRUPTED) { // no failure of Redis
                log.failed(reason);
            }
            outcomes.add(new BatchedScriptResult.Failed(
                    translated.computeIfAbsent(reason, e -> StoreExceptionTranslator.translate(operation, e))));
        } else {
            outcomes.add(new BatchedScriptResult.Replied(reply));
        }
    }
}
