-- The sessions of a user without their attributes; prunes the index by existence.
-- KEYS  1 the user's index
--       computed, in its slot: the sessions in it
-- ARGV  1 what keys of sessions begin with   2 now, ms (tests only)
-- Reply a list for each: hash of its id, created, last used, expiry (ms), then names and texts of its metadata
-- O(fields of all sessions of the user)
local reply = {}
for _, session in ipairs(members(KEYS[1], ARGV[1], clock(ARGV[2]))) do
  local key = ARGV[1] .. session.id
  local told = {session.id, session.created, session.used, expiry(session)}
  for _, name in ipairs(redis.call('HKEYS', key)) do
    if string.sub(name, 1, 2) == 'm:' then
      told[#told + 1] = string.sub(name, 3)
      told[#told + 1] = redis.call('HGET', key, name)
    end
  end
  reply[#reply + 1] = told
end
return reply
