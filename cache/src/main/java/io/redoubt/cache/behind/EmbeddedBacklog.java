package io.redoubt.cache.behind;

import io.redoubt.api.cache.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What waits, in this process, by the same rules as the scripts. It ends with the process. */
final class EmbeddedBacklog implements Backlog {

    private final List<EmbeddedShard> shards;

    EmbeddedBacklog(int shards, Micros micros) {
        this.shards = IntStream.range(0, shards)
                .mapToObj(shard -> new EmbeddedShard(micros))
                .toList();
    }

    int shards() {
        return shards.size();
    }

    @Override
    public Acceptance accept(Place place, byte[] body, int depthOfShard) {
        return shards.get(place.shard()).accept(place.entry(), body, depthOfShard);
    }

    @Override
    public List<@Nullable Queued> pending(List<Place> places) {
        List<@Nullable Queued> found = new ArrayList<>(places.size());
        for (Place place : places) {
            found.add(shards.get(place.shard()).pending(place.entry()));
        }
        return found;
    }

    @Override
    public Take take(int shard, String token, Duration lease, int most) {
        return shards.get(shard).take(token, lease, most);
    }

    @Override
    public boolean renew(int shard, String token, Duration lease) {
        return shards.get(shard).renew(token, lease);
    }

    @Override
    public void release(int shard, String token) {
        shards.get(shard).release(token);
    }

    @Override
    public boolean acknowledge(int shard, String token, List<Item> written) {
        return shards.get(shard).acknowledge(token, written);
    }

    @Override
    public Burial bury(int shard, String token, Item item, String reason, int deadLettersOfShard) {
        return shards.get(shard).bury(token, item, reason, deadLettersOfShard);
    }

    @Override
    public List<ShardState> states() {
        return shards.stream().map(EmbeddedShard::state).toList();
    }

    @Override
    public List<DeadLetter> deadLetters(int most) {
        return shards.stream()
                .flatMap(shard -> shard.deadLetters().stream())
                .limit(most)
                .toList();
    }

    @Override
    public int retryDeadLetters(int depthOfShard) {
        return shards.stream().mapToInt(shard -> shard.revive(depthOfShard)).sum();
    }
}
