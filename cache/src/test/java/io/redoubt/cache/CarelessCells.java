package io.redoubt.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Cells that store what was loaded whatever has happened since: the mistake that the race checker has to find. */
record CarelessCells(RegionCells cells) implements RegionCells {

    @Override
    public List<Boolean> fill(List<Filling> fillings) {
        fillings.forEach(filling -> cells.put(filling.entry(), filling.envelope(), filling.ttl()));
        return fillings.stream().map(filling -> true).toList();
    }

    @Override
    public Reading read(List<String> entries) {
        return cells.read(entries);
    }

    @Override
    public Sighting look(Collection<String> tags) {
        return cells.look(tags);
    }

    @Override
    public Stamps stamps(Collection<String> tags, Duration keep) {
        return cells.stamps(tags, keep);
    }

    @Override
    public void invalidateTags(Collection<String> tags, Duration keep) {
        cells.invalidateTags(tags, keep);
    }

    @Override
    public void clear(Duration keep) {
        cells.clear(keep);
    }

    @Override
    public List<Acquired> acquire(List<Acquisition> acquisitions, Duration lease) {
        return cells.acquire(acquisitions, lease);
    }

    @Override
    public void release(List<Release> releases) {
        cells.release(releases);
    }

    @Override
    public void put(String entry, byte[] envelope, Duration ttl) {
        cells.put(entry, envelope, ttl);
    }

    @Override
    public boolean remove(String entry) {
        return cells.remove(entry);
    }

    @Override
    public void expire(String entry, Mark version, Duration grace) {
        cells.expire(entry, version, grace);
    }

    @Override
    public boolean tryRefresh(String entry, Mark owner, Duration lease) {
        return cells.tryRefresh(entry, owner, lease);
    }

    @Override
    public void keepRefresh(String entry, Mark owner, Duration lease) {
        cells.keepRefresh(entry, owner, lease);
    }
}
