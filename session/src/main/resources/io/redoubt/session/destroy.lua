-- Ends a session.
-- KEYS  1 the session
--       computed, in its slot: the user's index
-- ARGV  1 what keys of indexes begin with   2 hash of the session id   3 hash of the user id that it must have, empty for any
--       4 now, ms (tests only)
-- Reply 1 if there was one, else 0
-- O(log(sessions of the user))
local session = live(KEYS[1], clock(ARGV[4]))
if not session or (ARGV[3] ~= '' and ARGV[3] ~= session.user) then
  return 0
end
redis.call('UNLINK', KEYS[1])
redis.call('ZREM', ARGV[1] .. session.user, ARGV[2])
return 1
