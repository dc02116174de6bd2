-- Gives a session another idle timeout, which begins now; the absolute expiry stays.
-- KEYS  1 the session
-- ARGV  1 idle timeout, ms   2 now, ms (tests only)
-- Reply {1 done, 0 ended; now, ms}
-- O(1)
local now = clock(ARGV[2])
local session = live(KEYS[1], now)
if not session then
  return {0, now}
end
session.used = now
session.idle = tonumber(ARGV[1])
prolong(KEYS[1], session)
return {1, now}
