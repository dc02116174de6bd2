-- Creates a session within the limit of its user, if it has one; at the limit, rejects it or ends others.
-- KEYS  1 the session   2 the users of the bucket   3 the expiry index of the bucket
--       4 and on, in a second call: the sessions of the user
-- ARGV  1 channel of events, empty for none   2 channel for the event of the creation, empty for none
--       3 version
--       4 most sessions of a user   5 REJECT, EVICT_OLDEST or EVICT_LEAST_RECENTLY_USED   6 idle timeout, ms
--       7 absolute lifetime, ms   8 user id, empty for none   9 hash of the user id, empty for none
--       10 number n of arguments that follow   11 to 10+n names and values of fields, also those of the user
--       11+n now, ms (tests only)
-- Reply {1 created, now, ms, list of how long the ended ones lasted, ms} {0 rejected, now} {-1 the key is taken, now}
--       {-3 the session of this user is there already, now} {2 call again with the keys of these ids, now, list of ids}
-- O(sessions of the user + fields)
local count = tonumber(ARGV[10])
local now = clock(ARGV[11 + count])
local owner = ARGV[9]
if redis.call('EXISTS', KEYS[1]) == 1 then
  local present = live_member(KEYS[1], now)
  return {present and owner ~= '' and present.owner == owner and -3 or -1, now}
end
local answer, lasted, staying, unknown = 1, {}, {}, {}
if owner ~= '' then
  answer, lasted, staying, unknown =
    admit(KEYS[2], owner, 4, KEYS[1], KEYS[3], ARGV[1], tonumber(ARGV[4]), ARGV[5], now)
  if answer ~= 1 then
    return {answer, now, lasted or {}}
  end
end
local session = {
  key = KEYS[1], created = now, used = now, idle = tonumber(ARGV[6]), absolute = now + tonumber(ARGV[7]), user = ARGV[8],
}
-- First, so that an index of another type is refused before anything is changed.
schedule(KEYS[3], session, now)
redis.call('HSET', KEYS[1], 'c', now, 'l', now, 'i', ARGV[6], 'x', session.absolute, 'v', ARGV[3],
  unpack(ARGV, 11, 10 + count))
redis.call('PEXPIREAT', KEYS[1], expiry(session))
if owner ~= '' then
  set_sessions(KEYS[2], owner, staying, unknown, id_of(KEYS[1]))
  keep_until(KEYS[2], session.absolute, now)
end
tell(ARGV[2], 'CREATED', handle_of(KEYS[1]), '', '', ARGV[8], now)
return {1, now, lasted}
