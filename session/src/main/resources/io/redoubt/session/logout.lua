-- Makes a session anonymous, and gives it another id; its times begin anew, unless it was anonymous before.
-- KEYS  1 the session   2 the session under its new id   3 the users of the bucket   4 the expiry index of the bucket
-- ARGV  1 channel of events, empty for none   2 how long the record of the change is kept, ms   3 idle timeout, ms
--       4 absolute lifetime, ms   5 now, ms (tests only)
-- Reply as that of rotate.lua
-- O(fields + log(sessions of the bucket))
local now = clock(ARGV[5])
local session = live(KEYS[1], now)
if not session then
  return successor(KEYS[1], KEYS[2], now)
end
-- Read before the first write, so that keys of other types are refused, and nothing is changed then.
local entry = entry_at(KEYS[3], session.owner)
redis.call('ZCARD', KEYS[4])
if redis.call('RENAMENX', KEYS[1], KEYS[2]) == 0 then
  return {-1}
end
leave_record(KEYS[1], KEYS[2], 0, tonumber(ARGV[2]), session, now)
local user = session.user
if user == '' then
  reschedule(KEYS[4], session, KEYS[2], now)
else
  redis.call('ZREM', KEYS[4], member_of(session))
  remove_id(KEYS[3], session.owner, entry, id_of(KEYS[1]))
  local own = {
    key = KEYS[2], created = digits(now), used = now, idle = tonumber(ARGV[3]), absolute = now + ARGV[4], user = '',
  }
  redis.call('HDEL', KEYS[2], 'u', 'h')
  redis.call('HSET', KEYS[2], 'c', now, 'l', now, 'i', ARGV[3], 'x', own.absolute)
  redis.call('PEXPIREAT', KEYS[2], expiry(own))
  schedule(KEYS[4], own, now)
end
tell(ARGV[1], user == '' and 'ROTATED' or 'LOGGED_OUT', handle_of(KEYS[2]), handle_of(KEYS[1]), '', user, now)
return {1, redis.call('HGETALL', KEYS[2])}
