-- Replaces stamps, and the guard with them, by one that is greater than each of them: its number is the server's time in us, or
-- one more than the greatest where that is more. What was loaded or stored under the old ones is no longer valid.
-- KEYS  1 the guard   2.. the stamps; all in one slot
-- ARGV  1 for how long they are needed, in ms   2 16 random hexadecimal digits
-- Reply the new stamp, 'number.random'
-- O(n) in the keys. Each has a time to live, never a shorter one than before.
local keep = tonumber(ARGV[1]) * 1.25
local time = redis.call('TIME')
local number = time[1] * 1000000 + time[2]
for _, key in ipairs(KEYS) do
  local stamp = redis.call('GET', key)
  local before = stamp and #stamp <= 33 and string.match(stamp, '^(%d+)%.' .. string.rep('[0-9a-f]', 16) .. '$')
  number = math.max(number, (before and tonumber(before) or 0) + 1)
end
local fresh = string.format('%.0f.%s', number, ARGV[2])
for _, key in ipairs(KEYS) do
  local left = redis.call('PTTL', key)
  redis.call('SET', key, fresh, 'PX', string.format('%.0f', math.max(left, keep)))
end
return fresh
