package io.redoubt.lettuce;

import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Channel.Scope;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.PushRequest;
import java.util.ArrayList;
import java.util.List;

/** How a server is asked to speak by itself. */
final class Openings {

    private Openings() {}

    /** A request whose one reply says whether the server will. */
    static Request of(PushRequest request) {
        if (request instanceof PushRequest.Messages messages) {
            return subscribe(messages.channels());
        }
        return track(((PushRequest.Invalidations) request).prefixes());
    }

    /** Subscriptions are confirmed out of line, before the reply to what follows them; so PING follows them. */
    private static Request subscribe(List<Channel> channels) {
        List<Command> commands = new ArrayList<>();
        for (Scope scope : Scope.values()) {
            byte[][] names = channels.stream()
                    .filter(channel -> channel.scope() == scope)
                    .map(Channel::name)
                    .toArray(byte[][]::new);
            if (names.length > 0) {
                commands.add(Command.keyless(scope == Scope.GLOBAL ? "SUBSCRIBE" : "SSUBSCRIBE", names));
            }
        }
        return Request.unbounded(commands, Command.keyless("PING"));
    }

    private static Request track(List<byte[]> prefixes) {
        List<byte[]> words = new ArrayList<>();
        words.add(Command.ascii("TRACKING"));
        words.add(Command.ascii("ON"));
        words.add(Command.ascii("BCAST"));
        for (byte[] prefix : prefixes) {
            words.add(Command.ascii("PREFIX"));
            words.add(prefix);
        }
        return Request.unbounded(Command.keyless("CLIENT", words.toArray(byte[][]::new)));
    }
}
