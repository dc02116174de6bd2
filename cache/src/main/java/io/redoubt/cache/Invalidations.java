package io.redoubt.cache;

/** What changes or ends values from outside of loads. Nothing is left as it was if the store fails. Thread-safe. */
final class Invalidations {

    private final InFlightLoads<?, ?> inFlightLoads;

    Invalidations(InFlightLoads<?, ?> inFlightLoads) {
        this.inFlightLoads = inFlightLoads;
    }

    /**
     * Changes one entry.
     *
     * @param ifFailed has it repeated, and distrusted until then
     */
    void changeEntry(String entry, Runnable change, Runnable ifFailed) {
        inFlightLoads.supersede(entry);
        try {
            change.run();
        } catch (RuntimeException e) {
            ifFailed.run();
            throw e;
        } finally {
            // A load that began in the meantime is no longer the newest there is, and must not be joined.
            inFlightLoads.supersede(entry);
        }
    }

    /** Changes stamps. Who reads them sees by that which loads have been overtaken, unless this fails. */
    void changeVersions(Runnable change, Runnable ifFailed) {
        try {
            change.run();
        } catch (RuntimeException e) {
            ifFailed.run();
            inFlightLoads.supersedeAll();
            throw e;
        }
    }
}
