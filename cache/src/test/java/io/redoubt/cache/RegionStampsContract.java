package io.redoubt.cache;

import static io.redoubt.cache.Samples.HOUR;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.Ttl;
import io.redoubt.cache.RegionCells.Sighting;
import io.redoubt.cache.RegionCells.Stamps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How stamps of tags and regions come, change and go, whatever they are kept in. */
abstract class RegionStampsContract extends CellsContract {

    private static final List<String> TAGS = List.of("tenant:1", "a b%");

    private @Nullable Stamp guard() {
        return cells().read(List.of()).guard();
    }

    private Stamps stamps() {
        return cells().stamps(TAGS, HOUR);
    }

    private static Stamp tag(Stamps stamps, int tag) {
        return Objects.requireNonNull(stamps.tags().get(TAGS.get(tag)));
    }

    @Test
    @DisplayName("there are none at first, and looking makes none")
    void none() {
        assertThat(cells().look(TAGS)).isEqualTo(new Sighting(null, null, Map.of()));
        assertThat(guard()).isNull();
    }

    @Test
    @DisplayName("those that are missing are made when they are needed, and stay")
    void made() {
        Stamps made = stamps();
        assertThat(made.tags()).containsOnlyKeys(TAGS);
        assertThat(stamps()).isEqualTo(made);
        assertThat(guard()).isEqualTo(made.guard());
        assertThat(cells().look(TAGS)).isEqualTo(new Sighting(made.guard(), made.region(), made.tags()));
        assertThat(cells().stamps(List.of(), HOUR).guard()).isEqualTo(made.guard());
    }

    @Test
    @DisplayName("invalidating a tag replaces its stamp and the guard by the same greater one, and no other")
    void invalidateTag() {
        Stamps before = stamps();
        cells().invalidateTags(List.of(TAGS.get(0)), HOUR);
        Stamps after = stamps();
        assertThat(tag(after, 0)).isEqualTo(after.guard());
        assertThat(after.guard().number()).isGreaterThan(before.guard().number());
        assertThat(tag(after, 1)).isEqualTo(tag(before, 1));
        assertThat(after.region()).isEqualTo(before.region());
    }

    @Test
    @DisplayName("clearing the region replaces its stamp and the guard by the same greater one, and no tag's")
    void clear() {
        Stamps before = stamps();
        cells().clear(HOUR);
        Stamps after = stamps();
        assertThat(after.region()).isEqualTo(after.guard());
        assertThat(after.guard().number()).isGreaterThan(before.guard().number());
        assertThat(after.tags()).isEqualTo(before.tags());
    }

    @Test
    @DisplayName("a tag without a stamp is invalidated as well")
    void unknownTag() {
        Stamp before = cells().stamps(List.of(), HOUR).guard();
        cells().invalidateTags(List.of(TAGS.get(0)), HOUR);
        assertThat(cells().look(TAGS).tags()).containsOnlyKeys(TAGS.get(0));
        assertThat(guard()).isNotEqualTo(before);
    }

    @Test
    @DisplayName(
            "a stamp that was evicted is absent; when it is made again it is greater than every guard before, which stays")
    void evictedTag() {
        Stamps before = stamps();
        others().delete(keys().tag(TAGS.get(0)));
        assertThat(cells().look(TAGS).tags()).containsOnlyKeys(TAGS.get(1));
        Stamps after = stamps();
        assertThat(after.guard()).isEqualTo(before.guard());
        assertThat(tag(after, 0).number()).isGreaterThan(before.guard().number());
        assertThat(tag(after, 1)).isEqualTo(tag(before, 1));
    }

    @Test
    @DisplayName("stamps grow even where the guard was lost")
    void lostGuard() {
        Stamps before = stamps();
        cells().invalidateTags(TAGS, HOUR);
        Stamps invalidated = stamps();
        others().delete(keys().guard());
        assertThat(guard()).isNull();
        cells().invalidateTags(List.of(TAGS.get(0)), HOUR);
        Stamps after = stamps();
        assertThat(after.guard().number()).isGreaterThan(invalidated.guard().number());
        assertThat(after.guard()).isEqualTo(tag(after, 0));
        assertThat(after.region()).isEqualTo(before.region());
        others().delete(keys().guard());
        assertThat(stamps().guard().number()).isGreaterThan(after.guard().number());
    }

    @Test
    @DisplayName("what is no stamp counts as none, whoever put it there")
    void noStamp() {
        for (String text : List.of("", "7", "7.00aa", "x.0123456789abcdef", "12345678901234567.0123456789abcdef")) {
            others().set(keys().tag(TAGS.get(0)), text, HOUR);
            others().set(keys().guard(), text, HOUR);
            assertThat(cells().look(TAGS)).as(text).isEqualTo(new Sighting(null, null, Map.of()));
            assertThat(guard()).as(text).isNull();
        }
        assertThat(stamps().tags()).containsOnlyKeys(TAGS);
        others().set(keys().tag(TAGS.get(0)), "7", HOUR);
        cells().invalidateTags(TAGS, HOUR);
        assertThat(cells().look(TAGS).tags()).containsOnlyKeys(TAGS);
    }

    @Test
    @DisplayName("they are kept for as long as anybody needs them: their time to live grows, and never shrinks")
    void keep() {
        List<String> all = List.of(keys().guard(), keys().region(), keys().tag(TAGS.get(0)));
        stamps();
        assertThat(all).allSatisfy(key -> assertThat(others().left(key)).isGreaterThan(ofMinutes(59)));
        cells().stamps(TAGS, ofDays(2));
        assertThat(all).allSatisfy(key -> assertThat(others().left(key)).isGreaterThan(ofDays(1)));
        stamps();
        cells().invalidateTags(TAGS, HOUR);
        cells().clear(HOUR);
        assertThat(all).allSatisfy(key -> assertThat(others().left(key)).isGreaterThan(ofDays(1)));
        cells().invalidateTags(TAGS, ofDays(9));
        cells().clear(ofDays(9));
        assertThat(all).allSatisfy(key -> assertThat(others().left(key)).isGreaterThan(ofDays(8)));
        assertThat(all).allSatisfy(key -> assertThat(others().left(key)).isLessThan(ofDays(12)));
    }

    @Test
    @DisplayName("the longest time to live and as much grace is no more than they can be kept for")
    void longest() {
        Duration keep = Ttl.MAX.multipliedBy(4);
        Stamps stamps = cells().stamps(TAGS, keep);
        cells().invalidateTags(TAGS, keep);
        cells().clear(keep);
        assertThat(stamps().guard()).isNotEqualTo(stamps.guard());
        cells().put("a", Samples.value(1), Ttl.MAX.multipliedBy(2));
        assertThat(cell("a").left()).isGreaterThan(ofDays(3_000));
    }

    @Test
    @DisplayName("as many tags as are allowed are seen, made and invalidated at a time")
    void many() {
        List<String> tags = IntStream.range(0, RegionCells.MOST_TAGS)
                .mapToObj(i -> "tag:" + i)
                .toList();
        Stamps before = cells().stamps(tags, HOUR);
        assertThat(before.tags()).hasSize(RegionCells.MOST_TAGS);
        assertThat(cells().look(tags).tags()).isEqualTo(before.tags());
        cells().invalidateTags(tags, HOUR);
        Stamps after = cells().stamps(tags, HOUR);
        assertThat(after.tags().values()).containsOnly(after.guard());
    }

    @Test
    @DisplayName("more tags at a time are refused")
    void tooMany() {
        List<String> tags = IntStream.rangeClosed(0, RegionCells.MOST_TAGS)
                .mapToObj(i -> "tag:" + i)
                .toList();
        List<Runnable> steps = List.of(
                () -> cells().look(tags), () -> cells().stamps(tags, HOUR), () -> cells().invalidateTags(tags, HOUR));
        steps.forEach(step -> assertThatThrownBy(step::run).isInstanceOf(IllegalArgumentException.class));
        assertThat(guard()).isNull();
    }

    @Test
    @DisplayName("entries and tags named like stamps are none")
    void names() {
        Stamps before = stamps();
        cells().put("guard", Samples.value(1), HOUR);
        cells().put("all", Samples.value(1), HOUR);
        cells().put("tag:tenant:1", Samples.value(1), HOUR);
        cells().invalidateTags(List.of("guard", "all"), HOUR);
        assertThat(stamps().region()).isEqualTo(before.region());
        assertThat(stamps().tags()).isEqualTo(before.tags());
        assertThat(guard()).isEqualTo(stamps().guard());
    }
}
