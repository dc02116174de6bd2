-- Ends a session.
-- KEYS  1 the session   2 the users of its bucket   3 the expiry index of its bucket
-- ARGV  1 channel of events, empty for none   2 reason for the event   3 hash of the user id that it must have, empty
--       for none, * for any   4 version that it must have, empty for any   5 now, ms (tests only)
-- Reply how long it lasted, ms; nil if there is none
-- O(log(sessions of the bucket))
local now = clock(ARGV[5])
local session = live(KEYS[1], now)
if not session or (ARGV[3] ~= '*' and ARGV[3] ~= session.owner)
  or (ARGV[4] ~= '' and tonumber(ARGV[4]) ~= session.version) then
  return false
end
redis.call('HLEN', KEYS[2])
local lasted = finish(session, KEYS[3], ARGV[1], 'DESTROYED', ARGV[2], now)
replace_id(KEYS[2], session.owner, id_of(KEYS[1]))
return lasted
