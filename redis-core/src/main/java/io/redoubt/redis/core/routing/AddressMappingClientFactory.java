package io.redoubt.redis.core.routing;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
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
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Client factory that replaces a server's announced address with a reachable address, for example behind a NAT. Its
 * clients report the announced address as their node, because redirections and sentinels use that address. Thread-safe.
 *
 * @param driver the driver that connects
 * @param mapping from an announced address to the address to connect to
 */
record AddressMappingClientFactory(NodeClientFactory driver, UnaryOperator<Node> mapping) implements NodeClientFactory {

    @Override
    public NodeClient client(Node node, NodeCredentialsSource credentials, int database, NodeListener listener) {
        Node address = address(node);
        NodeClient client = driver.client(address, credentials, database, listener);
        return address.equals(node) ? client : new AnnouncedAddressClient(node, client);
    }

    private Node address(Node announced) {
        Node address;
        try {
            address = mapping.apply(announced);
        } catch (RuntimeException e) {
            throw ServerHandle.notExecuted(
                    Kind.UNREACHABLE, "the address mapping of the settings failed for " + announced, e);
        }
        if (address == null) {
            throw ServerHandle.notExecuted(
                    Kind.UNREACHABLE, "the address mapping of the settings returned null for " + announced);
        }
        return address;
    }

    @Override
    public void close() {
        driver.close();
    }

    /** Node client that delegates to a client of the mapped address and reports the announced address as its node. */
    private record AnnouncedAddressClient(Node node, NodeClient client) implements NodeClient {

        @Override
        public void requireNodeId(String nodeId) {
            client.requireNodeId(nodeId);
        }

        @Override
        public Reply execute(Command command, Deadline deadline) {
            return client.execute(command, deadline);
        }

        @Override
        public PendingReplies send(List<Command> commands, Deadline deadline) {
            return client.send(commands, deadline);
        }

        @Override
        public List<Reply> pipeline(List<Command> commands, Deadline deadline) {
            return client.pipeline(commands, deadline);
        }

        @Override
        public void renew(Deadline deadline) {
            client.renew(deadline);
        }

        @Override
        public void reauthenticate(Deadline deadline) {
            client.reauthenticate(deadline);
        }

        @Override
        public ExclusiveConnection exclusive(Deadline deadline) {
            return client.exclusive(deadline);
        }

        @Override
        public PushConnection listen(PushSubscription request, PushMessageListener sink, Deadline deadline) {
            return client.listen(request, sink, deadline);
        }

        @Override
        public NodeStatistics load() {
            return client.load();
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
