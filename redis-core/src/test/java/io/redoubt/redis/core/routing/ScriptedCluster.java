package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Factory of clients of a cluster of two masters, which behaves as the test specifies. */
final class ScriptedCluster implements NodeClientFactory {

    static final Node FIRST = new Node("first", 7000);
    static final Node SECOND = new Node("second", 7000);
    /** Node without slots. */
    static final Node THIRD = new Node("third", 7000);

    /** Part of the node ids of the present cluster. */
    volatile String generation = "old";

    /** What a call to a server does before it is answered, with the command and its deadline. */
    volatile BiFunction<String, Deadline, @Nullable DriverException> onCall = (command, deadline) -> null;

    /** What a node replies to a command; null for what it usually replies. */
    volatile BiFunction<Node, String, @Nullable Reply> reply = (node, command) -> null;

    /** Owner of the second half of the slots. */
    volatile Node secondOwner = SECOND;

    /** The nodes with an open push connection. */
    final Set<Node> listening = ConcurrentHashMap.newKeySet();

    /** Number of clients that are not closed. */
    final AtomicInteger openClients = new AtomicInteger();

    @Override
    public NodeClient client(Node node, NodeCredentialsSource credentials, int database, NodeListener listener) {
        openClients.incrementAndGet();
        return new Client(node);
    }

    @Override
    public void close() {}

    private String id(Node node) {
        return generation + "-" + node.host();
    }

    private Reply slots() {
        return new Reply.Array(List.of(range(0, 8191, FIRST), range(8192, 16_383, secondOwner)));
    }

    private Reply range(int first, int last, Node owner) {
        return new Reply.Array(List.of(
                new Reply.Int(first),
                new Reply.Int(last),
                new Reply.Array(List.of(text(owner.host()), new Reply.Int(owner.port()), text(id(owner))))));
    }

    private static Reply text(String text) {
        return Reply.Data.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Client without connections, each call of which opens one. */
    private final class Client implements NodeClient {

        private final Node node;
        private volatile @Nullable String requiredId;

        Client(Node node) {
            this.node = node;
        }

        @Override
        public Node node() {
            return node;
        }

        @Override
        public void requireNodeId(String nodeId) {
            requiredId = nodeId;
        }

        private void connect(String command, Deadline deadline) {
            String required = requiredId;
            if (required != null && !required.equals(id(node))) {
                throw DriverException.notExecuted(Kind.UNREACHABLE, "another server has taken the place", null);
            }
            DriverException failure = onCall.apply(command, deadline);
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public Reply execute(Command command, Deadline deadline) {
            connect(command.name(), deadline);
            Reply scripted = reply.apply(node, command.name());
            if (scripted != null) {
                return scripted;
            }
            return command.name().equals("CLUSTER") ? slots() : text("PONG");
        }

        @Override
        public PendingReplies send(List<Command> commands, Deadline deadline) {
            List<Reply> replies =
                    commands.stream().map(command -> execute(command, deadline)).toList();
            return () -> replies;
        }

        @Override
        public void renew(Deadline deadline) {
            connect("renew", deadline);
        }

        @Override
        public void reauthenticate(Deadline deadline) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ExclusiveConnection exclusive(Deadline deadline) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PushConnection listen(PushSubscription request, PushMessageListener sink, Deadline deadline) {
            connect("listen", deadline);
            listening.add(node);
            return () -> listening.remove(node);
        }

        @Override
        public NodeStatistics load() {
            return new NodeStatistics(0, 0, 0);
        }

        @Override
        public void close() {
            openClients.decrementAndGet();
        }
    }
}
