-- The guard and the stamps of the region and of tags, together. Those that are missing are made, all of them alike and
-- with a number greater than that of every stamp there is: the server's time in us, or one more than the greatest where
-- that is more. So a stamp that was lost never looks older than a guard that was read before.
-- KEYS  1 the guard   2 the stamp of the region   [3.. the stamps of tags]; all in one slot
-- ARGV  1 for how long they are needed, in ms   2 16 random hexadecimal digits
-- Reply the stamps, one a key; a stamp is 'number.random', the number below 2^53 - 1
-- O(n) in the keys. Each has a time to live, a quarter longer than needed, so that few calls prolong it; none is
-- shortened.
local keep = tonumber(ARGV[1])
local life = string.format('%.0f', keep * 1.25)
local stamps = {}
local missing = {}
local greatest = 0
for i, key in ipairs(KEYS) do
  local stamp = redis.call('GET', key)
  local number = stamp and #stamp <= 33 and tonumber(string.match(stamp, '^(%d+)%.' .. string.rep('[0-9a-f]', 16) .. '$'))
  -- A greater number has no exact successor: it counts as none, like everything that other programs wrote.
  if number and number < 9007199254740991 then
    stamps[i] = stamp
    greatest = math.max(greatest, number)
  else
    missing[#missing + 1] = i
  end
end
-- Before the times to live: a server without memory refuses the first SET, and nothing is changed then.
if #missing > 0 then
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local number = math.max(greatest + 1, now)
  if number >= 9007199254740991 then
    -- There is no greater number, so all of them begin again.
    number = now
    missing = {}
    for i in ipairs(KEYS) do missing[i] = i end
  end
  local fresh = string.format('%.0f.%s', number, ARGV[2])
  for _, i in ipairs(missing) do
    stamps[i] = fresh
    redis.call('SET', KEYS[i], fresh, 'PX', life)
  end
end
for _, key in ipairs(KEYS) do
  if redis.call('PTTL', key) < keep then
    redis.call('PEXPIRE', key, life)
  end
end
return stamps
