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
redis.call('HLEN', KEYS[3])
redis.call('ZCARD', KEYS[4])
if redis.call('RENAMENX', KEYS[1], KEYS[2]) == 0 then
  return {-1}
end
leave_record(KEYS[1], KEYS[2], 0, tonumber(ARGV[2]), session, now)
redis.call('ZREM', KEYS[4], member_of(session))
local user = session.user
session.key = KEYS[2]
if session.owner ~= '' then
  replace_id(KEYS[3], session.owner, id_of(KEYS[1]))
  session.created, session.used, session.idle, session.absolute, session.user =
    now, now, tonumber(ARGV[3]), now + tonumber(ARGV[4]), ''
  redis.call('HDEL', KEYS[2], 'u', 'h')
  redis.call('HSET', KEYS[2], 'c', now, 'l', now, 'i', ARGV[3], 'x', session.absolute)
  redis.call('PEXPIREAT', KEYS[2], expiry(session))
end
schedule(KEYS[4], session, now)
tell(ARGV[1], user == '' and 'ROTATED' or 'LOGGED_OUT', handle_of(KEYS[2]), handle_of(KEYS[1]), '', user, now)
return {1, redis.call('HGETALL', KEYS[2])}
