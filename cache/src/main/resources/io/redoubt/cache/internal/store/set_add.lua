-- Adds elements to a set, which gets its time to live when it is created, and keeps it later.
-- KEYS  1 the set
-- ARGV  1 time to live in ms for a new set, 0 for none   2.. up to 1,000 elements
-- Reply how many of them are new
-- O(elements)
local created = redis.call('EXISTS', KEYS[1]) == 0
local added = redis.call('SADD', KEYS[1], unpack(ARGV, 2))
if created and ARGV[1] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return added
