-- Gives a session another id; all else stays, its time to live too.
-- KEYS  1 the session   2 the session under its new id
--       computed, in their slot: the user's index
-- ARGV  1 what keys of indexes begin with   2 hash of the old id   3 hash of the new id   4 now, ms (tests only)
-- Reply the session's fields and values; nil if it has ended, -1 if the new key is taken
-- O(fields + log(sessions of the user))
local session = live(KEYS[1], clock(ARGV[4]))
if not session then
  return false
end
local index = ARGV[1] .. session.user
-- Read before the first write, so that an index of another type is refused, and nothing is changed then.
redis.call('ZCARD', index)
if redis.call('RENAMENX', KEYS[1], KEYS[2]) == 0 then
  return -1
end
redis.call('ZREM', index, ARGV[2])
enlist(index, ARGV[3], session.absolute)
return redis.call('HGETALL', KEYS[2])
