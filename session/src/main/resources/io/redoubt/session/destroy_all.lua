-- Ends all sessions of a user.
-- KEYS  1 the user's index
--       computed, in its slot: the sessions in it
-- ARGV  1 what keys of sessions begin with   2 now, ms (tests only)
-- Reply how many there were
-- O(sessions of the user)
local sessions = members(KEYS[1], ARGV[1], clock(ARGV[2]))
for _, session in ipairs(sessions) do
  redis.call('UNLINK', ARGV[1] .. session.id)
end
redis.call('UNLINK', KEYS[1])
return #sessions
