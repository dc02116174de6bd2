-- Reads a session for a login that continues it under an id in another slot of a cluster, and keeps other logins away
-- until that is done, or the claim ends.
-- KEYS  1 the session
-- ARGV  1 hash of the new id   2 how long the claim lasts, ms   3 now, ms (tests only)
-- Reply {1 claimed, fields and values} {0 not there, what is under the key} {-2 another login has claimed it}
-- O(fields)
local now = clock(ARGV[3])
local session = live(KEYS[1], now)
if not session then
  return {0, redis.call('HGETALL', KEYS[1])}
end
local own = id_of(KEYS[1]) .. ARGV[1]
local claim = redis.call('HMGET', KEYS[1], 'k', 'q')
local ends = whole(claim[2])
-- A claim that the session has brought along from an earlier id does not count.
local is_claim = claim[1] and string.sub(claim[1], 1, 32) == id_of(KEYS[1])
if is_claim and claim[1] ~= own and ends and now <= ends then
  return {-2}
end
begin_writing(KEYS[1])
redis.call('HSET', KEYS[1], 'k', own, 'q', now + ARGV[2])
return {1, redis.call('HGETALL', KEYS[1])}
