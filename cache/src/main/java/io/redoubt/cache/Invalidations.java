package io.redoubt.cache;

/** What changes or ends values from outside of loads. Nothing is left as it was if the store fails. Thread-safe. */
final class Invalidations {

    private final Flights<?, ?> flights;

    Invalidations(Flights<?, ?> flights) {
        this.flights = flights;
    }

    /**
     * Changes one entry.
     *
     * @param ifFailed has it repeated, and distrusted until then
     */
    void ofEntry(String entry, Runnable change, Runnable ifFailed) {
        flights.overtake(entry);
        try {
            change.run();
        } catch (RuntimeException e) {
            ifFailed.run();
            throw e;
        } finally {
            // A load that began in the meantime is no longer the newest there is, and must not be joined.
            flights.overtake(entry);
        }
    }

    /** Changes stamps. Who reads them sees by that which loads have been overtaken, unless this fails. */
    void ofStamps(Runnable change, Runnable ifFailed) {
        try {
            change.run();
        } catch (RuntimeException e) {
            ifFailed.run();
            flights.overtakeAll();
            throw e;
        }
    }
}
