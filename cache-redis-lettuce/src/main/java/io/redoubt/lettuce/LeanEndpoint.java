package io.redoubt.lettuce;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.resource.ClientResources;

/** Lettuce's end of a connection, which knows by which attempt it was made. */
final class LeanEndpoint extends DefaultEndpoint {

    private final Attempt attempt;

    LeanEndpoint(ClientOptions options, ClientResources resources, Attempt attempt) {
        super(options, resources);
        this.attempt = attempt;
    }

    Attempt attempt() {
        return attempt;
    }
}
