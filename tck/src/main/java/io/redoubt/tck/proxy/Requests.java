package io.redoubt.tck.proxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * What one client sends: counted, and sorted into what the server gets and what the proxy answers itself. Used by the
 * thread of that direction.
 */
final class Requests {

    private final Tally tally;
    private final Dial dial;
    private final Replies replies;
    private final Link link;
    private final Supplier<Witness> witness;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    /** A command that has not ended, where the proxy may answer it, or somebody is to see it whole. */
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    private boolean holding;

    Requests(Tally tally, Dial dial, Replies replies, Link link, Supplier<Witness> witness) {
        this.tally = tally;
        this.dial = dial;
        this.replies = replies;
        this.link = link;
        this.witness = witness;
    }

    void take(byte[] bytes, int length) throws IOException {
        int at = 0;
        while (at < length) {
            if (!tally.midCommand()) {
                holding = !dial.now().answers().isEmpty() || witness.get() != Witness.NOBODY;
            }
            int end = tally.sent(bytes, at, length);
            String command = tally.command();
            if (holding && (command != null || tally.midCommand())) {
                held.write(bytes, at, end - at);
            } else {
                held.writeTo(batch); // of a stream that turned out to be no RESP
                held.reset();
                batch.write(bytes, at, end - at);
            }
            if (command != null) {
                link.tell(Origin.of(command, bytes, at, end));
                decide(command);
            }
            at = end;
        }
    }

    /** Bytes for the server since it was passed on last. */
    int size() {
        return batch.size();
    }

    /** Passes on what is for the server, and lets the proxy's own answers go. */
    void passOn(Outlet server, long arrivedNanoTime) throws IOException {
        byte[] bytes = batch.toByteArray();
        batch.reset();
        server.write(bytes, 0, bytes.length, arrivedNanoTime);
        replies.settle();
    }

    private void decide(String command) throws IOException {
        if (holding && link.origin() == Origin.CLIENT) {
            witness.get().saw(held.toByteArray());
        }
        for (Answer answer : holding ? dial.now().answers() : List.<Answer>of()) {
            if (answer.takes(command)) {
                held.reset();
                tally.answeredInstead(command);
                replies.insert(answer);
                return;
            }
        }
        held.writeTo(batch);
        held.reset();
        replies.expect(command);
    }
}
