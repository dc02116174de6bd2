package io.redoubt.cache.internal.region;

import static io.redoubt.cache.internal.region.Samples.HOUR;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.Ttl;
import io.redoubt.cache.internal.region.TagVersionStore.FoundVersions;
import io.redoubt.cache.internal.region.TagVersionStore.Versions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract of a {@link EntryStore}: how versions of tags and regions are created, replaced and lost. */
abstract class TagVersionStoreContract extends RegionStoreContract {

    private static final List<String> TAGS = List.of("tenant:1", "a b%");

    private @Nullable TagVersion regionVersion() {
        return store().read(List.of()).regionVersion();
    }

    private Versions getOrCreateVersions() {
        return store().versions().getOrCreateVersions(TAGS, HOUR);
    }

    private static TagVersion tag(Versions versions, int tag) {
        return Objects.requireNonNull(versions.tags().get(TAGS.get(tag)));
    }

    @Test
    @DisplayName("there are none at first, and looking makes none")
    void none() {
        assertThat(store().versions().findVersions(TAGS)).isEqualTo(new FoundVersions(null, null, Map.of()));
        assertThat(regionVersion()).isNull();
    }

    @Test
    @DisplayName("those that are missing are made when they are needed, and stay")
    void made() {
        Versions made = getOrCreateVersions();
        assertThat(made.tags()).containsOnlyKeys(TAGS);
        assertThat(getOrCreateVersions()).isEqualTo(made);
        assertThat(regionVersion()).isEqualTo(made.regionVersion());
        assertThat(store().versions().findVersions(TAGS))
                .isEqualTo(new FoundVersions(made.regionVersion(), made.clearVersion(), made.tags()));
        assertThat(store().versions().getOrCreateVersions(List.of(), HOUR).regionVersion())
                .isEqualTo(made.regionVersion());
    }

    @Test
    @DisplayName("invalidating a tag replaces its stamp and the guard by the same greater one, and no other")
    void invalidateTag() {
        Versions before = getOrCreateVersions();
        store().versions().invalidateTags(List.of(TAGS.get(0)), HOUR);
        Versions after = getOrCreateVersions();
        assertThat(tag(after, 0)).isEqualTo(after.regionVersion());
        assertThat(after.regionVersion().number())
                .isGreaterThan(before.regionVersion().number());
        assertThat(tag(after, 1)).isEqualTo(tag(before, 1));
        assertThat(after.clearVersion()).isEqualTo(before.clearVersion());
    }

    @Test
    @DisplayName("clearing the region replaces its stamp and the guard by the same greater one, and no tag's")
    void clear() {
        Versions before = getOrCreateVersions();
        store().versions().clear(HOUR);
        Versions after = getOrCreateVersions();
        assertThat(after.clearVersion()).isEqualTo(after.regionVersion());
        assertThat(after.regionVersion().number())
                .isGreaterThan(before.regionVersion().number());
        assertThat(after.tags()).isEqualTo(before.tags());
    }

    @Test
    @DisplayName("a tag without a stamp is invalidated as well")
    void unknownTag() {
        TagVersion before =
                store().versions().getOrCreateVersions(List.of(), HOUR).regionVersion();
        store().versions().invalidateTags(List.of(TAGS.get(0)), HOUR);
        assertThat(store().versions().findVersions(TAGS).tags()).containsOnlyKeys(TAGS.get(0));
        assertThat(regionVersion()).isNotEqualTo(before);
    }

    @Test
    @DisplayName(
            "a stamp that was evicted is absent; when it is made again it is greater than every guard before, which"
                    + " stays")
    void evictedTag() {
        Versions before = getOrCreateVersions();
        foreignClient().delete(keys().tag(TAGS.get(0)));
        assertThat(store().versions().findVersions(TAGS).tags()).containsOnlyKeys(TAGS.get(1));
        Versions after = getOrCreateVersions();
        assertThat(after.regionVersion()).isEqualTo(before.regionVersion());
        assertThat(tag(after, 0).number()).isGreaterThan(before.regionVersion().number());
        assertThat(tag(after, 1)).isEqualTo(tag(before, 1));
    }

    @Test
    @DisplayName("stamps grow even where the guard was lost")
    void lostGuard() {
        Versions before = getOrCreateVersions();
        store().versions().invalidateTags(TAGS, HOUR);
        Versions invalidated = getOrCreateVersions();
        foreignClient().delete(keys().regionVersion());
        assertThat(regionVersion()).isNull();
        store().versions().invalidateTags(List.of(TAGS.get(0)), HOUR);
        Versions after = getOrCreateVersions();
        assertThat(after.regionVersion().number())
                .isGreaterThan(invalidated.regionVersion().number());
        assertThat(after.regionVersion()).isEqualTo(tag(after, 0));
        assertThat(after.clearVersion()).isEqualTo(before.clearVersion());
        foreignClient().delete(keys().regionVersion());
        assertThat(getOrCreateVersions().regionVersion().number())
                .isGreaterThan(after.regionVersion().number());
    }

    @Test
    @DisplayName("what is no stamp counts as none, whoever put it there")
    void noStamp() {
        for (String text : List.of("", "7", "7.00aa", "x.0123456789abcdef", "12345678901234567.0123456789abcdef")) {
            foreignClient().set(keys().tag(TAGS.get(0)), text, HOUR);
            foreignClient().set(keys().regionVersion(), text, HOUR);
            assertThat(store().versions().findVersions(TAGS))
                    .as(text)
                    .isEqualTo(new FoundVersions(null, null, Map.of()));
            assertThat(regionVersion()).as(text).isNull();
        }
        assertThat(getOrCreateVersions().tags()).containsOnlyKeys(TAGS);
        foreignClient().set(keys().tag(TAGS.get(0)), "7", HOUR);
        store().versions().invalidateTags(TAGS, HOUR);
        assertThat(store().versions().findVersions(TAGS).tags()).containsOnlyKeys(TAGS);
    }

    @Test
    @DisplayName("they are kept for as long as anybody needs them: their time to live grows, and never shrinks")
    void keep() {
        List<String> all = List.of(keys().regionVersion(), keys().clearVersion(), keys().tag(TAGS.get(0)));
        getOrCreateVersions();
        assertThat(all).allSatisfy(key -> assertThat(foreignClient().left(key)).isGreaterThan(ofMinutes(59)));
        store().versions().getOrCreateVersions(TAGS, ofDays(2));
        assertThat(all).allSatisfy(key -> assertThat(foreignClient().left(key)).isGreaterThan(ofDays(1)));
        getOrCreateVersions();
        store().versions().invalidateTags(TAGS, HOUR);
        store().versions().clear(HOUR);
        assertThat(all).allSatisfy(key -> assertThat(foreignClient().left(key)).isGreaterThan(ofDays(1)));
        store().versions().invalidateTags(TAGS, ofDays(9));
        store().versions().clear(ofDays(9));
        assertThat(all).allSatisfy(key -> assertThat(foreignClient().left(key)).isGreaterThan(ofDays(8)));
        assertThat(all).allSatisfy(key -> assertThat(foreignClient().left(key)).isLessThan(ofDays(12)));
    }

    @Test
    @DisplayName("the longest time to live and as much grace is no more than they can be kept for")
    void longest() {
        Duration retention = Ttl.MAX.multipliedBy(4);
        Versions versions = store().versions().getOrCreateVersions(TAGS, retention);
        store().versions().invalidateTags(TAGS, retention);
        store().versions().clear(retention);
        assertThat(getOrCreateVersions().regionVersion()).isNotEqualTo(versions.regionVersion());
        put("a", Samples.value(1), Ttl.MAX.multipliedBy(2));
        assertThat(storedEntry("a").left()).isGreaterThan(ofDays(3_000));
    }

    @Test
    @DisplayName("as many tags as are allowed are seen, made and invalidated at a time")
    void many() {
        List<String> tags = IntStream.range(0, TagVersionStore.MAX_TAGS)
                .mapToObj(i -> "tag:" + i)
                .toList();
        Versions before = store().versions().getOrCreateVersions(tags, HOUR);
        assertThat(before.tags()).hasSize(TagVersionStore.MAX_TAGS);
        assertThat(store().versions().findVersions(tags).tags()).isEqualTo(before.tags());
        store().versions().invalidateTags(tags, HOUR);
        Versions after = store().versions().getOrCreateVersions(tags, HOUR);
        assertThat(after.tags().values()).containsOnly(after.regionVersion());
    }

    @Test
    @DisplayName("more tags at a time are refused")
    void tooMany() {
        List<String> tags = IntStream.rangeClosed(0, TagVersionStore.MAX_TAGS)
                .mapToObj(i -> "tag:" + i)
                .toList();
        List<Runnable> steps = List.of(
                () -> store().versions().findVersions(tags),
                () -> store().versions().getOrCreateVersions(tags, HOUR),
                () -> store().versions().invalidateTags(tags, HOUR));
        steps.forEach(step -> assertThatThrownBy(step::run).isInstanceOf(IllegalArgumentException.class));
        assertThat(regionVersion()).isNull();
    }

    @Test
    @DisplayName("entries and tags named like stamps are none")
    void names() {
        Versions before = getOrCreateVersions();
        put("guard", Samples.value(1), HOUR);
        put("all", Samples.value(1), HOUR);
        put("tag:tenant:1", Samples.value(1), HOUR);
        store().versions().invalidateTags(List.of("guard", "all"), HOUR);
        assertThat(getOrCreateVersions().clearVersion()).isEqualTo(before.clearVersion());
        assertThat(getOrCreateVersions().tags()).isEqualTo(before.tags());
        assertThat(regionVersion()).isEqualTo(getOrCreateVersions().regionVersion());
    }
}
