package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.Decision.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Receipt that knows what each limit has granted, and how much of it was given back already. Thread-safe. */
final class DecisionReceipt implements Receipt {

    private final List<GrantedPermit> permits;
    private final AtomicInteger givenBack = new AtomicInteger();

    DecisionReceipt(List<GrantedPermit> permits) {
        this.permits = permits;
    }

    /** Returns permits for up to so many units of each limit, and never returns them again. */
    List<GrantedPermit> claim(int cost) {
        int most = permits.stream()
                .mapToInt(permit -> permit.request().cost())
                .max()
                .orElse(0);
        int before = givenBack.getAndUpdate(given -> (int) Math.min(most, (long) given + cost));
        int after = (int) Math.min(most, (long) before + cost);
        List<GrantedPermit> claimed = new ArrayList<>();
        for (GrantedPermit permit : permits) {
            int taken = permit.request().cost();
            int units = Math.min(after, taken) - Math.min(before, taken);
            if (units > 0) {
                claimed.add(new GrantedPermit(
                        permit.request().cost(units), permit.time(), permit.generation(), permit.source()));
            }
        }
        return claimed;
    }

    @Override
    public String toString() {
        // Ids of subjects must not appear in logs.
        return permits.size() + " limits";
    }
}
