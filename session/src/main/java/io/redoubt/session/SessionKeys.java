package io.redoubt.session;

import io.redoubt.redis.core.KeySpace;

/**
 * Where sessions lie: {@code <prefix>session:{bucket}:s:<hash of the id>}, and each user's index under
 * {@code <prefix>session:{bucket}:u:<hash of the user id>}. The braces make a bucket one slot of a cluster. Immutable.
 *
 * @param space all keys of sessions
 */
record SessionKeys(KeySpace space) {

    byte[] session(StoredId id) {
        return Replies.utf8(sessions(id.bucket()) + id.hash());
    }

    byte[] index(Owner owner) {
        return Replies.utf8(indexes(owner.bucket()) + owner.hash());
    }

    /** What the keys of a bucket's sessions begin with. */
    byte[] sessionStart(String bucket) {
        return Replies.utf8(sessions(bucket));
    }

    /** What the keys of a bucket's indexes begin with. */
    byte[] indexStart(String bucket) {
        return Replies.utf8(indexes(bucket));
    }

    private String sessions(String bucket) {
        return space.start() + "{" + bucket + "}:s:";
    }

    private String indexes(String bucket) {
        return space.start() + "{" + bucket + "}:u:";
    }
}
