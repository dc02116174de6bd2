-- Gives a session another idle timeout, which begins now; the absolute expiry stays.
-- KEYS  1 the session   2 the expiry index of its bucket
-- ARGV  1 idle timeout, ms   2 now, ms (tests only)
-- Reply {1 done, 0 ended; now, ms}
-- O(log(sessions of the bucket))
local now = clock(ARGV[2])
local session = live(KEYS[1], now)
if not session then
  return {0, now}
end
-- Read before the first write, so that an index of another type is refused, and nothing is changed then.
redis.call('ZCARD', KEYS[2])
session.used = now
session.idle = tonumber(ARGV[1])
prolong(session)
schedule(KEYS[2], session, now)
return {1, now}
