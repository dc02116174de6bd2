package io.redoubt.cache;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.cache.RegionCells.Sighting;
import io.redoubt.cache.RegionCells.Stamps;
import io.redoubt.redis.core.Operation;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.core.Scripts;
import io.redoubt.redis.core.driver.Script;
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

/** The stamps of a region on Redis, all in one slot. Thread-safe. */
final class RedisStamps {

    private static final Script STAMPS = Scripts.load(RedisStamps.class, "region_stamps.lua");
    private static final Script INVALIDATE = Scripts.load(RedisStamps.class, "region_invalidate.lua");

    private final RedisCalls calls;
    private final RegionKeys keys;

    RedisStamps(RedisCalls calls, RegionKeys keys) {
        this.calls = calls;
        this.keys = keys;
    }

    /** Part of a reading of cells. */
    Command readGuard() {
        return Command.keyed("GET", keys.guard().getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable Stamp stamp(Reply reply) {
        return reply instanceof Reply.Data data ? Stamp.parse(data.value()) : null;
    }

    Sighting look(Collection<String> tags) {
        Map<String, String> stamps = keys.tags(tags);
        List<byte[]> all = keys(List.of(keys.guard(), keys.region()), stamps.values());
        Operation operation = operation("look", stamps.size());
        Reply reply = calls.read(operation, Command.keyedAt(0, "MGET", all));
        Iterator<Reply> replies = elements(operation, reply, all.size());
        Stamp guard = stamp(replies.next());
        Stamp region = stamp(replies.next());
        Map<String, Stamp> found = new LinkedHashMap<>();
        for (String tag : stamps.keySet()) {
            Stamp stamp = stamp(replies.next());
            if (stamp != null) {
                found.put(tag, stamp);
            }
        }
        return new Sighting(guard, region, found);
    }

    Stamps stamps(Collection<String> tags, Duration keep) {
        Map<String, String> stamps = keys.tags(tags);
        List<byte[]> all = keys(List.of(keys.guard(), keys.region()), stamps.values());
        Operation operation = operation("stamps", stamps.size());
        Reply reply = calls.runRepeatable(operation, STAMPS, all, arguments(keep));
        Iterator<Reply> replies = elements(operation, reply, all.size());
        Stamp guard = present(operation, replies.next());
        Stamp region = present(operation, replies.next());
        Map<String, Stamp> found = new LinkedHashMap<>();
        stamps.keySet().forEach(tag -> found.put(tag, present(operation, replies.next())));
        return new Stamps(guard, region, found);
    }

    /** Twice is as good as once: what was stored in between is loaded once more. */
    void invalidateTags(Collection<String> tags, Duration keep) {
        Map<String, String> stamps = keys.tags(tags);
        List<byte[]> guardAndTags = keys(List.of(keys.guard()), stamps.values());
        calls.runRepeatable(operation("invalidateTags", stamps.size()), INVALIDATE, guardAndTags, arguments(keep));
    }

    void clear(Duration keep) {
        List<byte[]> guardAndRegion = keys(List.of(keys.guard(), keys.region()), List.of());
        calls.runRepeatable(operation("clear", 0), INVALIDATE, guardAndRegion, arguments(keep));
    }

    private static List<byte[]> keys(List<String> first, Collection<String> tags) {
        return Stream.concat(first.stream(), tags.stream())
                .map(key -> key.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<byte[]> arguments(Duration keep) {
        return List.of(ascii(keep.toMillis()), ascii(Mark.digits(ThreadLocalRandom.current())));
    }

    private Operation operation(String method, int tags) {
        return new Operation("region:" + keys.name() + "." + method, tags + " tags", keys.entry("*"));
    }

    private static Stamp present(Operation operation, Reply reply) {
        Stamp stamp = stamp(reply);
        if (stamp == null) {
            throw new IllegalStateException(
                    operation + ": Redis answered " + reply + " where the script gives a stamp");
        }
        return stamp;
    }

    private static Iterator<Reply> elements(Operation operation, Reply reply, int size) {
        if (reply instanceof Reply.Array array && array.elements().size() == size) {
            return array.elements().iterator();
        }
        throw new IllegalStateException(operation + ": Redis answered " + reply + " where " + size + " stamps belong");
    }
}
