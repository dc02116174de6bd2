package io.redoubt.architecture;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/** Packages form no cycle: each can be understood after those below it. */
final class PackageCycles {

    private PackageCycles() {}

    static ArchRule rule() {
        // Every package is a slice, the front door's included, which a pattern below io.redoubt would miss.
        return slices().matching("(**)").should().beFreeOfCycles();
    }
}
