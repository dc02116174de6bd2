-- Ends all sessions of the user of a session, but not that one; none if that one has ended.
-- KEYS  1 the session that stays
--       computed, in its slot: the user's index, and the sessions in it
-- ARGV  1 what keys of sessions begin with   2 what keys of indexes begin with   3 hash of the id that stays
--       4 now, ms (tests only)
-- Reply how many there were
-- O(sessions of the user)
local now = clock(ARGV[4])
local kept = live(KEYS[1], now)
if not kept then
  return 0
end
local index = ARGV[2] .. kept.user
local ended = 0
for _, session in ipairs(members(index, ARGV[1], now)) do
  if session.id ~= ARGV[3] then
    redis.call('UNLINK', ARGV[1] .. session.id)
    redis.call('ZREM', index, session.id)
    ended = ended + 1
  end
end
return ended
