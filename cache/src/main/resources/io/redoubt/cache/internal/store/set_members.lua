-- Reads a whole set, unless it is so large that others would have to wait.
-- KEYS  1 the set
-- ARGV  1 the largest set that is read
-- Reply its elements, or, where there are too many, their number
-- O(elements)
local size = redis.call('SCARD', KEYS[1])
if size > tonumber(ARGV[1]) then
  return size
end
return redis.call('SMEMBERS', KEYS[1])
