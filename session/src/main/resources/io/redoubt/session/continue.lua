-- Continues a session, for a login, under an id in another slot of a cluster, within the limit of its new user.
-- Attempts with the same new id share the session, which notes them, so that one that fails does not end that of
-- another.
-- KEYS  as those of create.lua
-- ARGV  1 to 7 as those of create.lua
--       8 version of the session   9 the letter n   10 name of this attempt, 16 characters
--       11 and on: names and values of fields of the payload; last, where their number is odd: now, ms (tests only)
-- Reply as that of create.lua, or {-3 another attempt has created the session in this version, now}
--       {-4 in a later version, now}
-- O(sessions of the user + fields)
local fields = #ARGV - 8
local last = #ARGV - fields % 2
local now = clock(ARGV[last + 1])
if redis.call('EXISTS', KEYS[1]) == 1 then
  local present = live_member(KEYS[1], now)
  if not present or present.owner ~= ARGV[7] then
    return {-1, now}
  end
  local version = tonumber(ARGV[8])
  if present.version > version then
    return {-4, now}
  end
  if present.version == version then
    join(KEYS[1], ARGV[10])
    return {-3, now}
  end
  -- The session had a later version under its old id, so no attempt can complete a login with this one.
  remove(present, KEYS[2], KEYS[3], '', '', now)
end
return begin_session(ARGV[8], '', 9, last, now)
