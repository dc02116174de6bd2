-- Stores what was loaded, if the cell still holds what it is expected to, and ends the lease of refreshing it in either case. A
-- repeated request finds what it has stored, and says so: it does no harm.
-- KEYS  1 the entry   [2 the lease of refreshing it]
-- ARGV  1 the mark that must be there   2 the value with its header   3 time to live in ms   [4 who has the lease]
-- Reply 1 if it is stored, 0 if not
-- O(n) in the bytes of the value. It has a time to live.
local mark = redis.call('GETRANGE', KEYS[1], 0, 17)
local stored = 0
if mark == ARGV[1] then
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
  stored = 1
elseif mark == string.sub(ARGV[2], 1, 18) then
  stored = 1
end
if KEYS[2] and redis.call('GET', KEYS[2]) == ARGV[4] then
  redis.call('DEL', KEYS[2])
end
return stored
