-- Replaces stamps, and the guard with them, by one that is greater than each of them: its number is the server's time
-- in us, or one more than the greatest where that is more. What was loaded or stored under the old ones is no longer
-- valid.
-- Works without memory: those that are missing stay missing then, and what was stored under a missing one is not valid
-- either.
-- KEYS  1 the guard   2.. the stamps; all in one slot
-- ARGV  1 for how long they are needed, in ms   2 16 random hexadecimal digits
-- Reply the new stamp, 'number.random', the number below 2^53 - 1
-- O(n) in the keys. Each has a time to live, never a shorter one than before, if that was at most 300 years.
local keep = tonumber(ARGV[1]) * 1.25
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local number = now
local missing, present, lives = {}, {}, {}
for _, key in ipairs(KEYS) do
  local stamp = redis.call('GET', key)
  local before = stamp and #stamp <= 33 and tonumber(string.match(stamp, '^(%d+)%.' .. string.rep('[0-9a-f]', 16) .. '$'))
  -- A greater number, of another program, has no exact successor.
  if before and before < 9007199254740991 then
    number = math.max(number, before + 1)
  end
  if stamp then
    present[#present + 1] = key
    local left = redis.call('PTTL', key)
    lives[key] = string.format('%.0f', left < 1e13 and math.max(left, keep) or keep)
  else
    missing[#missing + 1] = key
  end
end
if number >= 9007199254740991 then
  number = now
end
local fresh = string.format('%.0f.%s', number, ARGV[2])
for _, key in ipairs(missing) do
  local made = redis.pcall('SET', key, fresh, 'PX', string.format('%.0f', keep))
  if made.err and string.find(made.err, 'OOM', 1, true) then
    break
  elseif made.err then
    return made
  end
end
for _, key in ipairs(present) do
  -- After this, the server refuses no SET in this script for lack of memory.
  redis.call('PEXPIRE', key, lives[key])
  redis.call('SET', key, fresh, 'PX', lives[key])
end
return fresh
