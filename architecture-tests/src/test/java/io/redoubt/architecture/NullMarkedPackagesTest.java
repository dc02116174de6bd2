package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Every package is @NullMarked;")
final class NullMarkedPackagesTest {

    private static final String BAD = "bad.nullmarked.io.redoubt.";

    @Test
    @DisplayName("this holds in production")
    void production() {
        Production.keeps(NullMarkedPackages.rule());
    }

    @Test
    @DisplayName("this fires on packages that are not, and on exceptions inside those that are")
    void fires() {
        String missing = ", which has no package-info with @NullMarked";
        assertThat(Fixture.of("nullmarked").violationsOf(NullMarkedPackages.rule()))
                .containsExactlyInAnyOrder(
                        BAD + "cache.NoPackageInfo is in " + BAD + "cache" + missing,
                        BAD + "lock.PackageInfoWithout is in " + BAD + "lock" + missing,
                        BAD + "lock.package-info is in " + BAD + "lock" + missing,
                        BAD + "lock.package-info is @NullUnmarked",
                        BAD + "session.Unmarked is @NullUnmarked",
                        BAD + "session.UnmarkedMethod.bad() is @NullUnmarked");
    }
}
