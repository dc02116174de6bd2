-- The guard and the stamps of the region and of tags, together. Those that are missing are made, all of them alike and with a number
-- greater than that of every stamp there is: the server's time in us, or one more than the greatest where that is more. So a
-- stamp that was lost never looks older than a guard that was read before.
-- KEYS  1 the guard   2 the stamp of the region   [3.. the stamps of tags]; all in one slot
-- ARGV  1 for how long they are needed, in ms   2 16 random hexadecimal digits
-- Reply the stamps, one a key; a stamp is 'number.random'
-- O(n) in the keys. Each has a time to live, a quarter longer than needed, so that few calls prolong it; none is shortened.
local keep = tonumber(ARGV[1])
local stamps = {}
local missing = {}
local greatest = 0
for i, key in ipairs(KEYS) do
  local stamp = redis.call('GET', key)
  local number = stamp and #stamp <= 33 and string.match(stamp, '^(%d+)%.' .. string.rep('[0-9a-f]', 16) .. '$')
  if number then
    stamps[i] = stamp
    greatest = math.max(greatest, tonumber(number))
    if redis.call('PTTL', key) < keep then
      redis.call('PEXPIRE', key, string.format('%.0f', keep * 1.25))
    end
  else
    missing[#missing + 1] = i
  end
end
if #missing > 0 then
  local time = redis.call('TIME')
  local number = math.max(greatest + 1, time[1] * 1000000 + time[2])
  local fresh = string.format('%.0f.%s', number, ARGV[2])
  for _, i in ipairs(missing) do
    stamps[i] = fresh
    redis.call('SET', KEYS[i], fresh, 'PX', string.format('%.0f', keep * 1.25))
  end
end
return stamps
