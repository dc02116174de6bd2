-- Gives a session another id; all else stays, its time to live too.
-- KEYS  1 the session   2 the session under its new id   3 the users of the bucket   4 the expiry index of the bucket
-- ARGV  1 channel of events, empty for none   2 how long the old id still finds the session, ms
--       3 how long the record of the change is kept, ms   4 now, ms (tests only)
-- Reply {1 done, by this or an earlier call with the same new id, fields and values} {0 the session has ended}
--       {-1 the new key is taken} {-2 another call was first}
-- O(fields + log(sessions of the bucket))
local now = clock(ARGV[4])
local session = live(KEYS[1], now)
if not session then
  return successor(KEYS[1], KEYS[2], now)
end
-- Read before the first write, so that keys of other types are refused, and nothing is changed then.
local entry = entry_at(KEYS[3], session.owner)
redis.call('ZCARD', KEYS[4])
if redis.call('RENAMENX', KEYS[1], KEYS[2]) == 0 then
  return {-1}
end
leave_record(KEYS[1], KEYS[2], tonumber(ARGV[2]), tonumber(ARGV[3]), session, now)
reschedule(KEYS[4], session, KEYS[2], now)
if session.owner ~= '' then
  local left = without(entry, id_of(KEYS[1]))
  redis.call('HSET', KEYS[3], session.owner, left .. id_of(KEYS[2]))
  if left == entry then
    keep_until(KEYS[3], session.absolute, now)
  end
end
tell(ARGV[1], 'ROTATED', handle_of(KEYS[2]), handle_of(KEYS[1]), '', session.user, now)
return {1, redis.call('HGETALL', KEYS[2])}
