-- Releases a lock, if the owner still holds it. The fencing counter stays, so that later tokens are greater.
-- KEYS  1 the lock
-- ARGV  1 owner   [2 now in us: tests]
-- Reply 1 if it was held, 0 if not
-- O(1)
local held = redis.call('GET', KEYS[1])
if not held then
  return 0
end
local ends, owner = string.match(held, '^%d+:(%d+):(.+)$')
if owner ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
local now = tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
return tonumber(ends) > math.floor(now / 1000) and 1 or 0
