-- Creates a session within the limit of its user, if it has one; at the limit, rejects it or ends others.
-- KEYS  1 the session   2 the users of the bucket   3 the expiry index of the bucket
--       4 and on, in a second call: the sessions of the user
-- ARGV  1 channel of events, empty for none
--       2 most sessions of a user   3 REJECT, EVICT_OLDEST or EVICT_LEAST_RECENTLY_USED   4 idle timeout, ms
--       5 absolute lifetime, ms   6 user id, empty for none   7 hash of the user id, empty for none
--       8 and on: names and values of fields of the payload; last, where their number is odd: now, ms (tests only)
-- Reply {1 created, now, ms, list of how long the ended ones lasted, ms, if there are any} {0 rejected, now}
--       {-1 the key is taken, now} {2 call again with the keys of these ids, now, list of ids}
-- O(sessions of the user + fields)
local fields = #ARGV - 7
local last = #ARGV - fields % 2
local now = clock(ARGV[last + 1])
if redis.call('EXISTS', KEYS[1]) == 1 then
  return {-1, now}
end
return begin_session('1', ARGV[1], 8, last, now)
