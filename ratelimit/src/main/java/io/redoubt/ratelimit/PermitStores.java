package io.redoubt.ratelimit;

import io.redoubt.api.ratelimit.ConcurrencyRequest;

/** Constants class with the store of policies that admit everything while the real store is unavailable. */
final class PermitStores {

    /** Store that grants everything, and counts nothing. */
    static final PermitStore OPEN = new PermitStore() {
        @Override
        public boolean acquire(ConcurrencyRequest request, String id) {
            return true;
        }

        @Override
        public boolean renew(ConcurrencyRequest request, String id) {
            return true;
        }

        @Override
        public void release(ConcurrencyRequest request, String id) {}

        @Override
        public int available(ConcurrencyRequest request) {
            return request.policy().limit();
        }

        @Override
        public void reset(ConcurrencyRequest request) {}
    };

    private PermitStores() {}
}
