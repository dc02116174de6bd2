-- Takes the lease of the sweeper, or prolongs it.
-- KEYS  1 the lease
-- ARGV  1 token of this process   2 lease, ms
-- Reply 1 this process may sweep; 0 another one has the lease
-- O(1)
if redis.pcall('GET', KEYS[1]) == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1
end
local left = redis.call('PTTL', KEYS[1])
-- What has no end, or a later one than any lease has, is of another program, and is replaced.
if left >= 0 and left <= tonumber(ARGV[2]) then
  return 0
end
local taken = redis.pcall('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
-- A sweep frees memory, so it does not need a lease where there is no memory for one.
if taken.err and not string.find(taken.err, 'OOM', 1, true) then
  return taken
end
return 1
