package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.Subject;
import io.redoubt.redis.core.BatchedScriptCall;
import io.redoubt.redis.core.KeySpace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Encoder of the script runs that give permits back: one run for each subject. */
final class RefundBatch {

    private RefundBatch() {}

    static List<BatchedScriptCall> bySubject(List<GrantedPermit> permits, KeySpace space) {
        Map<Subject, BatchedScriptCall> runs = new LinkedHashMap<>();
        for (GrantedPermit permit : permits) {
            BatchedScriptCall run = runs.computeIfAbsent(
                    permit.request().subject(), subject -> new BatchedScriptCall(new ArrayList<>(), new ArrayList<>()));
            run.keys().add(PermitRequestBatch.key(space, permit.request()));
            LimitArguments.addRefund(permit, run.arguments());
        }
        return List.copyOf(runs.values());
    }
}
