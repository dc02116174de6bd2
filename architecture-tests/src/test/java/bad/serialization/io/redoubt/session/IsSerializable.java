package bad.serialization.io.redoubt.session;

import java.io.Serializable;

/** Made for Java serialization. */
record IsSerializable(String id) implements Serializable {}
