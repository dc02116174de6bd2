package io.redoubt.tck.proxy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a connection has to suffer.
 *
 * @param requests how the client's bytes flow
 * @param replies how the server's bytes flow
 * @param replyFaults what happens to replies
 * @param injectedErrors what the proxy answers itself; the first that takes a command does
 * @param resetAt after how many bytes to the client since the connection began it is reset
 */
record FaultSettings(FlowSettings requests, FlowSettings replies, Set<ReplyFault> replyFaults, List<InjectedError> injectedErrors, long resetAt) {

    static final FaultSettings NONE = new FaultSettings(FlowSettings.UNLIMITED, FlowSettings.UNLIMITED, Set.of(), List.of(), Long.MAX_VALUE);

    FaultSettings {
        replyFaults = Set.copyOf(replyFaults);
        injectedErrors = List.copyOf(injectedErrors);
    }

    FaultSettings requests(FlowSettings flow) {
        return new FaultSettings(flow, replies, replyFaults, injectedErrors, resetAt);
    }

    FaultSettings replies(FlowSettings flow) {
        return new FaultSettings(requests, flow, replyFaults, injectedErrors, resetAt);
    }

    FaultSettings with(ReplyFault fault) {
        Set<ReplyFault> more = EnumSet.of(fault);
        more.addAll(replyFaults);
        return new FaultSettings(requests, replies, more, injectedErrors, resetAt);
    }

    FaultSettings with(InjectedError error) {
        List<InjectedError> more = Stream.concat(injectedErrors.stream(), Stream.of(error)).toList();
        return new FaultSettings(requests, replies, replyFaults, more, resetAt);
    }

    FaultSettings resetAt(long bytes) {
        return new FaultSettings(requests, replies, replyFaults, injectedErrors, bytes);
    }
}
