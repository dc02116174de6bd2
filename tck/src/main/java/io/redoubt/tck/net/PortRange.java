package io.redoubt.tck.net;

/**
 * Range of ports that is divided into blocks, one for each JVM with tests.
 *
 * @param withBus the first port that has room for the bus of a cluster, {@value #BUS} above it
 * @param withoutBus the first port that need not have it
 * @param blocks how many there are
 * @param withBusPerBlock how many of the former are in a block
 * @param withoutBusPerBlock how many of the latter are
 */
record PortRange(int withBus, int withoutBus, int blocks, int withBusPerBlock, int withoutBusPerBlock) {

    /** What a node of a cluster adds to its port for the bus. */
    static final int BUS_OFFSET = 10_000;

    /**
     * All below 32,768, from where on systems number outgoing connections, the buses among them; in more blocks than JVMs with
     * tests run at once on one machine.
     */
    static final PortRange DEFAULT = new PortRange(20_000, 22_768, 48, 57, 150);

    /** The port with which a block is claimed, and which is not handed out. */
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
