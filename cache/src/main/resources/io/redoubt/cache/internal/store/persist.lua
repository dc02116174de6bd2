-- Takes the time to live away from a key, on purpose.
-- KEYS  1 the key
-- ARGV  none
-- Reply 1 if there is such a key, 0 if not (PERSIST alone does not tell a missing key from a permanent one)
-- O(1)
redis.call('PERSIST', KEYS[1])
return redis.call('EXISTS', KEYS[1])
