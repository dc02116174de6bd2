package io.redoubt.cache.internal.region;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.cache.internal.region.TagVersionStore.FoundVersions;
import io.redoubt.cache.internal.region.TagVersionStore.Versions;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Redis storage for the versions of cache tags; a tag gets a new version whenever it is invalidated. Replacing the
 * version of a tag invalidates all cache entries with that tag. The versions of a region and its tags share one hash
 * slot, so that a script can replace several of them. Thread-safe.
 */
final class RedisTagVersionStore implements TagVersionStore {

    private static final Script STAMPS = ScriptResources.load(RedisTagVersionStore.class, "get_or_create_versions.lua");
    private static final Script INVALIDATE = ScriptResources.load(RedisTagVersionStore.class, "replace_versions.lua");

    private final RedisOperations calls;
    private final RegionKeys keys;

    RedisTagVersionStore(RedisOperations calls, RegionKeys keys) {
        this.calls = calls;
        this.keys = keys;
    }

    /** Returns the command that reads the region version, to be sent together with the reads of entries. */
    Command readRegionVersion() {
        return Command.keyed("GET", keys.regionVersion().getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable TagVersion version(Reply reply) {
        return reply instanceof Reply.Data data ? TagVersion.parse(data.value()) : null;
    }

    @Override
    public FoundVersions findVersions(Collection<String> tags) {
        Map<String, String> versionKeys = keys.tags(tags);
        List<byte[]> all = keys(List.of(keys.regionVersion(), keys.clearVersion()), versionKeys.values());
        OperationDescription operation = operation("look", versionKeys.size());
        Reply reply = calls.read(operation, Command.keyedAt(0, "MGET", all));
        Iterator<Reply> replies = ReplyValues.elements(reply, all.size()).iterator();
        TagVersion regionVersion = version(replies.next());
        TagVersion clearVersion = version(replies.next());
        Map<String, TagVersion> found = new LinkedHashMap<>();
        for (String tag : versionKeys.keySet()) {
            TagVersion version = version(replies.next());
            if (version != null) {
                found.put(tag, version);
            }
        }
        return new FoundVersions(regionVersion, clearVersion, found);
    }

    @Override
    public Versions getOrCreateVersions(Collection<String> tags, Duration retention) {
        Map<String, String> versionKeys = keys.tags(tags);
        List<byte[]> all = keys(List.of(keys.regionVersion(), keys.clearVersion()), versionKeys.values());
        OperationDescription operation = operation("stamps", versionKeys.size());
        Reply reply = calls.runRepeatable(operation, STAMPS, all, arguments(retention));
        Iterator<Reply> replies = ReplyValues.elements(reply, all.size()).iterator();
        TagVersion regionVersion = present(replies.next());
        TagVersion clearVersion = present(replies.next());
        Map<String, TagVersion> found = new LinkedHashMap<>();
        versionKeys.keySet().forEach(tag -> found.put(tag, present(replies.next())));
        return new Versions(regionVersion, clearVersion, found);
    }

    @Override
    public void invalidateTags(Collection<String> tags, Duration retention) {
        // Repeating it is harmless: entries stored between the two executions are only loaded once more.
        Map<String, String> versionKeys = keys.tags(tags);
        List<byte[]> regionVersionAndTags = keys(List.of(keys.regionVersion()), versionKeys.values());
        calls.runRepeatable(
                operation("invalidateTags", versionKeys.size()),
                INVALIDATE,
                regionVersionAndTags,
                arguments(retention));
    }

    @Override
    public void clear(Duration retention) {
        List<byte[]> regionAndClearVersions = keys(List.of(keys.regionVersion(), keys.clearVersion()), List.of());
        calls.runRepeatable(operation("clear", 0), INVALIDATE, regionAndClearVersions, arguments(retention));
    }

    private static List<byte[]> keys(List<String> first, Collection<String> tags) {
        return Stream.concat(first.stream(), tags.stream())
                .map(key -> key.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<byte[]> arguments(Duration retention) {
        return List.of(ascii(retention.toMillis()), ascii(EntryVersion.randomDigits(ThreadLocalRandom.current())));
    }

    private OperationDescription operation(String method, int tags) {
        return new OperationDescription("region:" + keys.name() + "." + method, tags + " tags", keys.entry("*"));
    }

    private static TagVersion present(Reply reply) {
        TagVersion version = version(reply);
        if (version == null) {
            throw ReplyValues.unexpected(reply, "an invalidation version");
        }
        return version;
    }
}
