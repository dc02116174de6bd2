-- Takes a lock away, whoever holds it, and whatever lies under its key. The fencing counter stays.
-- KEYS  1 the lock
-- ARGV  [1 now in us: tests]
-- Reply 1 if somebody held it, 0 if not
-- O(1)
local ends
if redis.call('TYPE', KEYS[1]).ok == 'string' then
  ends = string.match(redis.call('GET', KEYS[1]), '^%d+:(%d+):.+$')
end
redis.call('DEL', KEYS[1])
if not ends then
  return 0
end
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
return tonumber(ends) > math.floor(now / 1000) and 1 or 0
