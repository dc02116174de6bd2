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
 * @param troubles what happens to replies
 * @param answers what the proxy answers itself; the first that takes a command does
 * @param resetAt after how many bytes to the client since the connection began it is reset
 */
record Conditions(Flow requests, Flow replies, Set<Trouble> troubles, List<Answer> answers, long resetAt) {

    static final Conditions NONE = new Conditions(Flow.FREE, Flow.FREE, Set.of(), List.of(), Long.MAX_VALUE);

    Conditions {
        troubles = Set.copyOf(troubles);
        answers = List.copyOf(answers);
    }

    Conditions requests(Flow flow) {
        return new Conditions(flow, replies, troubles, answers, resetAt);
    }

    Conditions replies(Flow flow) {
        return new Conditions(requests, flow, troubles, answers, resetAt);
    }

    Conditions with(Trouble trouble) {
        Set<Trouble> more = EnumSet.of(trouble);
        more.addAll(troubles);
        return new Conditions(requests, replies, more, answers, resetAt);
    }

    Conditions with(Answer answer) {
        List<Answer> more = Stream.concat(answers.stream(), Stream.of(answer)).toList();
        return new Conditions(requests, replies, troubles, more, resetAt);
    }

    Conditions resetAt(long bytes) {
        return new Conditions(requests, replies, troubles, answers, bytes);
    }
}
