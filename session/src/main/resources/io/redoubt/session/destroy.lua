-- Ends a session.
-- KEYS  1 the session   2 the users of its bucket   3 the expiry index of its bucket
-- ARGV  1 channel of events, empty for none   2 reason for the event   3 hash of the user id that it must have, empty
--       for none, * for any   4 now, ms (tests only)
-- Reply how long it lasted, ms; nil if there is none
-- O(log(sessions of the bucket))
local now = clock(ARGV[4])
local session = live(KEYS[1], now)
if not session or (ARGV[3] ~= '*' and ARGV[3] ~= session.owner) then
  return false
end
return remove(session, KEYS[2], KEYS[3], ARGV[1], ARGV[2], now)
