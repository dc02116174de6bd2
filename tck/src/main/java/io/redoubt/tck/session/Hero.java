package io.redoubt.tck.session;

import java.util.List;

/** Sample value that the contract tests store as an attribute of a session. */
public record Hero(String name, int level, List<String> items) {

    static Hero named(String name) {
        return new Hero(name, 42, List.of("sword", "ñ\uD83D\uDE80"));
    }
}
