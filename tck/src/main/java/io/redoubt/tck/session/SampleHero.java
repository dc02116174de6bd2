package io.redoubt.tck.session;

import java.util.List;

/** Sample value that the contract tests store as an attribute of a session. */
public record SampleHero(String name, int level, List<String> items) {

    static SampleHero named(String name) {
        return new SampleHero(name, 42, List.of("sword", "ñ\uD83D\uDE80"));
    }
}
