-- Puts the marker of a load into a cell that is empty, or that holds what its finder knows to be no longer valid. The
-- same marker again gets a new lease: a repeated request does no harm. A marker without an end, or with a later end
-- than a lease from now has, is of another program, and as good as none: no load of this region is waited for longer
-- than its lease.
-- KEYS  1 the entry
-- ARGV  1 the marker   2 lease in ms   3 what may be replaced: the 18 characters of its mark, or its SHA-1; empty for
-- nothing
-- Reply {0} if the marker is there; {1, ms left} if another one is; {2} if a value is
-- O(1), and O(n) in the bytes of a value that is there. The marker has a time to live.
local there = redis.call('GET', KEYS[1])
if there then
  local trace = #ARGV[3] == 40 and redis.sha1hex(there) or string.sub(there, 1, 18)
  local named = ARGV[3] ~= '' and trace == ARGV[3]
  if not named and there ~= ARGV[1] then
    if #there ~= 18 or not string.match(there, '^~L[0-9a-f]+$') then
      return {2}
    end
    local left = redis.call('PTTL', KEYS[1])
    if left ~= -1 and left <= tonumber(ARGV[2]) then
      return {1, left}
    end
  end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {0}
