-- Looks at sessions that are due in the expiry index: those that have ended leave it, the others get their next time.
-- KEYS  1 the expiry index of the bucket   2 the users of the bucket   3 to 2+n the sessions; the expiry index for a
--       member that is of another program, which leaves it
-- ARGV  1 channel of events, empty for none   2 number n of sessions   3 to 2+n their members in the index
--       3+n to 2+2n the hashes of the ids of their users, empty for none   3+2n now, ms (tests only)
-- Reply list of times of creation and of the end, ms, of the sessions that this call has removed
-- O(n * log(sessions of the bucket))
local count = tonumber(ARGV[2])
local now = clock(ARGV[3 + 2 * count])
begin_writing(KEYS[2])
local ended = {}
for i = 1, count do
  local key, member = KEYS[2 + i], ARGV[2 + i]
  local due = redis.call('ZSCORE', KEYS[1], member)
  if due then
    local session = live_member(key, now)
    if session and member_of(session) == member then
      redis.call('ZADD', KEYS[1], expiry(session) + 1, member)
    elseif session then
      -- Left by an earlier session under the same id.
      redis.call('ZREM', KEYS[1], member)
    else
      redis.call('ZREM', KEYS[1], member)
      local id, created, user = string.match(member, '^(%x+):(%d+):(.*)$')
      if id == id_of(key) and whole(created) then
        local owner = ARGV[2 + count + i]
        remove_id(KEYS[2], owner, entry_at(KEYS[2], owner), id)
        tell(ARGV[1], 'EXPIRED', handle_of(key), '', '', user, now)
        ended[#ended + 1] = whole(created)
        ended[#ended + 1] = (whole(due) or now) - 1
      end
    end
  end
end
return ended
