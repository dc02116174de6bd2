package io.redoubt.redis.core;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Mapper that turns each reply to a batch of script calls or Redis commands into a result or an exception. Not
 * thread-safe.
 */
final class BatchedReplyMapper {

    private final OperationDescription operation;
    private final FailureLog.Batch log;
    private final List<BatchedCallResult> outcomes;

    /** Translations by cause: thousands of runs may fail with the same cause, which is translated only once. */
    private final IdentityHashMap<DriverException, RedoubtException> translated = new IdentityHashMap<>();

    private BatchedReplyMapper(OperationDescription operation, FailureLog.Batch log, int runs) {
        this.operation = operation;
        this.log = log;
        this.outcomes = new ArrayList<>(runs);
    }

    /** Returns one outcome per reply, in the order of the replies, and logs the failures. */
    static List<BatchedCallResult> map(OperationDescription operation, List<Reply> replies, FailureLog.Batch log) {
        BatchedReplyMapper mapper = new BatchedReplyMapper(operation, log, replies.size());
        replies.forEach(mapper::add);
        log.write();
        return mapper.outcomes;
    }

    private void add(Reply reply) {
        if (reply instanceof Reply.Refusal original) {
            Reply.Refusal refusal = ScriptErrorUnwrapper.unwrap(original);
            log.refused(refusal);
            outcomes.add(new BatchedCallResult.Failed(StoreExceptionTranslator.translate(operation, refusal)));
        } else if (reply instanceof Reply.Missing missing) {
            DriverException reason = missing.reason();
            if (reason.kind() != DriverException.Kind.INTERRUPTED) { // no failure of Redis
                log.failed(reason);
            }
            outcomes.add(new BatchedCallResult.Failed(
                    translated.computeIfAbsent(reason, e -> StoreExceptionTranslator.translate(operation, e))));
        } else {
            outcomes.add(new BatchedCallResult.Replied(reply));
        }
    }
}
