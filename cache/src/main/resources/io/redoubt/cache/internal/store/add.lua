-- Adds to a counter, which gets its time to live when it is created, and keeps it later.
-- KEYS  1 the counter
-- ARGV  1 what to add, decimal   2 time to live in ms for a new counter, 0 for none
-- Reply the new number as a string: Lua numbers are doubles and lose digits beyond 2^53
-- O(1)
local created = redis.call('EXISTS', KEYS[1]) == 0
redis.call('INCRBY', KEYS[1], ARGV[1])
if created and ARGV[2] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return redis.call('GET', KEYS[1])
