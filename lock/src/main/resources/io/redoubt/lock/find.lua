-- Returns the present holder of a lock. Writes nothing.
-- KEYS  1 the lock
-- ARGV  [1 now in us: tests]
-- Reply the fencing token, and the time until the lease ends, in ms; an empty array if the lock is free, or if
--       something else than a lock is under its key
-- O(1)
local held = redis.call('GET', KEYS[1])
if not held then
  return {}
end
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local token, ends = string.match(held, '^(%d+):(%d+):.+$')
if not token or #token > 16 or #ends > 15 then
  return {}
end
local left = tonumber(ends) - math.floor(now / 1000)
if left <= 0 then
  return {}
end
return { tonumber(token), left }
