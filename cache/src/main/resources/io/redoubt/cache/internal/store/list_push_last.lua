-- Puts elements behind the last one of a list, which gets its time to live when it is created, and keeps it later.
-- KEYS  1 the list
-- ARGV  1 time to live in ms for a new list, 0 for none   2 how many elements it may have, 0 for any number
--       3.. up to 1,000 elements
-- Reply how many elements there are now
-- O(elements, and those driven out)
local created = redis.call('EXISTS', KEYS[1]) == 0
local length = redis.call('RPUSH', KEYS[1], unpack(ARGV, 3))
local most = tonumber(ARGV[2])
if most > 0 and length > most then
  redis.call('LTRIM', KEYS[1], -most, -1)
  length = most
end
if created and ARGV[1] ~= '0' then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return length
