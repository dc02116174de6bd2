-- Makes a session that of a user, within the limit of sessions of the user, and gives it another id; its times begin
-- anew. For servers that are no cluster, or where both ids are in one slot.
-- KEYS  1 the session   2 the session under its new id   3, 4 the users and the expiry index of the old bucket
--       5, 6 the users and the expiry index of the new bucket   7 and on, in a second call: the sessions of the user
-- ARGV  1 channel of events, empty for none   2 how long the record of the change is kept, ms
--       3 most sessions of a user   4 REJECT, EVICT_OLDEST or EVICT_LEAST_RECENTLY_USED   5 idle timeout, ms
--       6 absolute lifetime, ms   7 user id   8 hash of the user id   9 now, ms (tests only)
-- Reply {1 done, fields and values, list of how long the ended ones lasted, ms} {2 call again with the keys of these
--       ids, list of ids} {-4 rejected}, else as that of rotate.lua
-- O(sessions of the user + fields + log(sessions of the bucket))
local now = clock(ARGV[9])
local session = live(KEYS[1], now)
if not session then
  local found = successor(KEYS[1], KEYS[2], now)
  if found[1] == 1 and live(KEYS[2], now).owner ~= ARGV[8] then
    return {-1}
  end
  return found[1] == 1 and {1, found[2], {}} or found
end
-- Read before the first write, so that keys of other types are refused, and nothing is changed then.
local entry = entry_at(KEYS[3], session.owner)
redis.call('ZCARD', KEYS[4])
redis.call('ZCARD', KEYS[6])
if redis.call('EXISTS', KEYS[2]) == 1 then
  return {-1}
end
local owner = ARGV[8]
local answer, lasted, staying = admit(KEYS[5], owner, 7, KEYS[1], KEYS[6], ARGV[1], tonumber(ARGV[3]), ARGV[4], now)
if answer == 0 then
  return {-4}
elseif answer == 2 then
  return {2, lasted}
end
redis.call('RENAME', KEYS[1], KEYS[2])
leave_record(KEYS[1], KEYS[2], 0, tonumber(ARGV[2]), session, now)
redis.call('ZREM', KEYS[4], member_of(session))
if session.owner ~= owner then
  remove_id(KEYS[3], session.owner, entry, id_of(KEYS[1]))
end
local own = {
  key = KEYS[2], created = digits(now), used = now, idle = tonumber(ARGV[5]), absolute = now + ARGV[6], user = ARGV[7],
}
redis.call('HSET', KEYS[2], 'c', now, 'l', now, 'i', ARGV[5], 'x', own.absolute, 'u', ARGV[7], 'h', owner)
redis.call('PEXPIREAT', KEYS[2], expiry(own))
redis.call('HSET', KEYS[5], owner, staying .. id_of(KEYS[2]))
keep_until(KEYS[5], own.absolute, now)
schedule(KEYS[6], own, now)
tell_login(ARGV[1], handle_of(KEYS[2]), handle_of(KEYS[1]), session.user, ARGV[7], now)
return {1, redis.call('HGETALL', KEYS[2]), lasted or {}}
