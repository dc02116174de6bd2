-- Ends a session that continues under an id in another slot of a cluster, if it has not changed since it was read.
-- KEYS  1 the session   2 the users of its bucket   3 the expiry index of its bucket
-- ARGV  1 channel of events, empty for none   2 handle of the new id   3 version that was read
--       4 how long the record of the change is kept, ms   5 id of the new user   6 now, ms (tests only)
-- Reply 1 done; 2 done by an earlier call with the same new id; 0 the session has ended; -2 another call was first;
--       -5 the session has changed
-- O(log(sessions of the bucket))
local now = clock(ARGV[6])
local session = live(KEYS[1], now)
local id = string.sub(ARGV[2], 1, 32)
if not session then
  local record = redis.call('HMGET', KEYS[1], 'r', 'e')
  local ends = whole(record[2])
  if not record[1] or not ends or now > ends then
    return 0
  end
  return record[1] == id and 2 or -2
end
if session.version ~= tonumber(ARGV[3]) then
  return -5
end
-- Read before the first write, so that an index of another type is refused, and nothing is changed then.
local entry = entry_at(KEYS[2], session.owner)
redis.call('ZREM', KEYS[3], member_of(session))
redis.call('UNLINK', KEYS[1])
leave_record(KEYS[1], id, 0, tonumber(ARGV[4]), session, now)
remove_id(KEYS[2], session.owner, entry, id_of(KEYS[1]))
tell_login(ARGV[1], ARGV[2], handle_of(KEYS[1]), session.user, ARGV[5], now)
return 1
