package io.redoubt.test.proxy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Immutable description of the faults that a proxy injects into one connection.
 *
 * @param requests flow of the client's bytes
 * @param replies flow of the server's bytes
 * @param replyFaults faults of replies
 * @param injectedReplies replies that the proxy sends itself; the first that matches a command is used
 * @param resetAt number of bytes sent to the client, counted from the start of the connection, after which the
 *     connection is reset
 */
record FaultSettings(
        FlowSettings requests,
        FlowSettings replies,
        Set<ReplyFault> replyFaults,
        List<InjectedReply> injectedReplies,
        long resetAt) {

    static final FaultSettings NONE =
            new FaultSettings(FlowSettings.UNLIMITED, FlowSettings.UNLIMITED, Set.of(), List.of(), Long.MAX_VALUE);

    FaultSettings {
        replyFaults = Set.copyOf(replyFaults);
        injectedReplies = List.copyOf(injectedReplies);
    }

    FaultSettings requests(FlowSettings flow) {
        return new FaultSettings(flow, replies, replyFaults, injectedReplies, resetAt);
    }

    FaultSettings replies(FlowSettings flow) {
        return new FaultSettings(requests, flow, replyFaults, injectedReplies, resetAt);
    }

    FaultSettings with(ReplyFault fault) {
        Set<ReplyFault> more = EnumSet.of(fault);
        more.addAll(replyFaults);
        return new FaultSettings(requests, replies, more, injectedReplies, resetAt);
    }

    FaultSettings with(InjectedReply reply) {
        List<InjectedReply> more =
                Stream.concat(injectedReplies.stream(), Stream.of(reply)).toList();
        return new FaultSettings(requests, replies, replyFaults, more, resetAt);
    }

    FaultSettings resetAt(long bytes) {
        return new FaultSettings(requests, replies, replyFaults, injectedReplies, bytes);
    }
}
