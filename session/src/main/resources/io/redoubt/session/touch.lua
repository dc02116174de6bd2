-- Notes that a session is used, unless that was noted within the throttle. Never creates one.
-- KEYS  1 the session
-- ARGV  1 now, ms (tests only)
-- Reply {1 alive, 0 ended; now, ms}
-- O(1)
local now = clock(ARGV[1])
local session = live(KEYS[1], now)
if not session then
  return {0, now}
end
if now - session.used >= throttle(session.idle) then
  session.used = now
  prolong(session)
end
return {1, now}
