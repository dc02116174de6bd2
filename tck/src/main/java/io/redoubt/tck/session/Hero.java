package io.redoubt.tck.session;

import java.util.List;

/** A value of an application. */
public record Hero(String name, int level, List<String> items) {

    static Hero named(String name) {
        return new Hero(name, 42, List.of("sword", "ñ\uD83D\uDE80"));
    }
}
