package io.redoubt.cache;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.cache.RegionCells.Sighting;
import io.redoubt.cache.RegionCells.Stamps;
import io.redoubt.redis.core.Operation;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.core.Scripts;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
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
        return Command.keyed("GET", bytes(keys.guard()));
    }

    static @Nullable Stamp stamp(Reply reply) {
        return reply instanceof Reply.Data data ? Stamp.parse(data.value()) : null;
    }

    Sighting look(Collection<String> tags) {
        List<String> names = List.copyOf(tags);
        byte[][] others = new byte[names.size() + 1][];
        others[0] = bytes(keys.region());
        for (int i = 0; i < names.size(); i++) {
            others[i + 1] = bytes(keys.tag(names.get(i)));
        }
        Operation operation = operation("look", names.size());
        Reply reply = calls.read(operation, Command.keyed("MGET", bytes(keys.guard()), others));
        List<Reply> stamps = elements(operation, reply, names.size() + 2);
        Map<String, Stamp> found = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            Stamp stamp = stamp(stamps.get(i + 2));
            if (stamp != null) {
                found.put(names.get(i), stamp);
            }
        }
        return new Sighting(stamp(stamps.get(0)), stamp(stamps.get(1)), found);
    }

    Stamps stamps(Collection<String> tags, Duration keep) {
        List<String> names = List.copyOf(tags);
        Operation operation = operation("stamps", names.size());
        List<byte[]> all = new ArrayList<>(List.of(bytes(keys.guard()), bytes(keys.region())));
        names.forEach(tag -> all.add(bytes(keys.tag(tag))));
        Reply reply = calls.runRepeatable(operation, STAMPS, all, arguments(keep));
        List<Reply> stamps = elements(operation, reply, names.size() + 2);
        Map<String, Stamp> found = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            found.put(names.get(i), present(operation, stamps.get(i + 2)));
        }
        return new Stamps(present(operation, stamps.get(0)), present(operation, stamps.get(1)), found);
    }

    /** Twice is as good as once: what was stored in between is loaded once more. */
    void invalidateTags(Collection<String> tags, Duration keep) {
        List<byte[]> guardAndTags = new ArrayList<>(tags.size() + 1);
        guardAndTags.add(bytes(keys.guard()));
        tags.forEach(tag -> guardAndTags.add(bytes(keys.tag(tag))));
        calls.runRepeatable(operation("invalidateTags", tags.size()), INVALIDATE, guardAndTags, arguments(keep));
    }

    void clear(Duration keep) {
        List<byte[]> guardAndRegion = List.of(bytes(keys.guard()), bytes(keys.region()));
        calls.runRepeatable(operation("clear", 0), INVALIDATE, guardAndRegion, arguments(keep));
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

    private static List<Reply> elements(Operation operation, Reply reply, int size) {
        if (reply instanceof Reply.Array array && array.elements().size() == size) {
            return array.elements();
        }
        throw new IllegalStateException(operation + ": Redis answered " + reply + " where " + size + " stamps belong");
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
