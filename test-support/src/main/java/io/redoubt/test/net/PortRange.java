package io.redoubt.test.net;

/**
 * Range of TCP ports for tests, divided into blocks that each belong to at most one test JVM.
 *
 * @param withBus first port whose bus port, {@value #BUS_OFFSET} above it, is within the range
 * @param withoutBus first of the ports without a bus port
 * @param blocks number of blocks
 * @param withBusPerBlock number of ports with a bus port in each block
 * @param withoutBusPerBlock number of ports without a bus port in each block
 */
record PortRange(int withBus, int withoutBus, int blocks, int withBusPerBlock, int withoutBusPerBlock) {

    /** Difference between the bus port and the port of a cluster node. */
    static final int BUS_OFFSET = 10_000;

    /**
     * All ports, including bus ports, are below 32,768, where operating systems begin to number outgoing
     * connections. There are more blocks than JVMs with tests run at the same time on one machine.
     */
    static final PortRange DEFAULT = new PortRange(20_000, 22_768, 48, 57, 150);

    /** Returns the port that is bound to claim a block. It is not handed out. */
    int claimPortOf(int block) {
        return withBus + block * withBusPerBlock;
    }

    PortBlock.Ports withBusOf(int block) {
        return new PortBlock.Ports(claimPortOf(block) + 1, withBusPerBlock - 1);
    }

    PortBlock.Ports withoutBusOf(int block) {
        return new PortBlock.Ports(withoutBus + block * withoutBusPerBlock, withoutBusPerBlock);
    }
}
