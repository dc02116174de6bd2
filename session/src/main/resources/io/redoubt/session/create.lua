-- Creates a session, and keeps the limit of sessions of its user: prunes the index by existence, then rejects or evicts.
-- KEYS  1 the session   2 the user's index
--       computed, in their slot: the sessions in the index
-- ARGV  1 what keys of sessions begin with   2 hash of the session id   3 most sessions of a user
--       4 REJECT, EVICT_OLDEST or EVICT_LEAST_RECENTLY_USED   5 idle timeout, ms   6 absolute lifetime, ms
--       7 user id   8 hash of the user id   9 number n of arguments that follow   10 to 9+n names and values of fields
--       10+n now, ms (tests only)
-- Reply {1 created, 0 rejected, -1 the key is taken; now, ms}
-- O(sessions of the user + fields)
local count = tonumber(ARGV[9])
local now = clock(ARGV[10 + count])
if redis.call('EXISTS', KEYS[1]) == 1 then
  return {-1, now}
end
local most = tonumber(ARGV[3])
local sessions = members(KEYS[2], ARGV[1], now)
if #sessions >= most then
  if ARGV[4] == 'REJECT' then
    return {0, now}
  end
  local by = ARGV[4] == 'EVICT_OLDEST' and 'created' or 'used'
  table.sort(sessions, function(a, b)
    if a[by] ~= b[by] then
      return a[by] < b[by]
    end
    if a.created ~= b.created then
      return a.created < b.created
    end
    return a.id < b.id
  end)
  for i = 1, #sessions - most + 1 do
    redis.call('UNLINK', ARGV[1] .. sessions[i].id)
    redis.call('ZREM', KEYS[2], sessions[i].id)
  end
end
local session = {used = now, idle = tonumber(ARGV[5]), absolute = now + tonumber(ARGV[6])}
redis.call('HSET', KEYS[1], 'c', now, 'l', now, 'i', ARGV[5], 'x', session.absolute, 'v', 1, 'u', ARGV[7], 'h', ARGV[8],
  unpack(ARGV, 10, 9 + count))
redis.call('PEXPIREAT', KEYS[1], expiry(session))
enlist(KEYS[2], ARGV[2], session.absolute)
return {1, now}
