-- Adds the counts of one process to those of all, and returns what they tell.
-- KEYS  1 the statistics
-- ARGV  1 to 5 sessions created, destroyed, expired, evicted and rejected   6 sum of durations, ms
--       7 longest duration, ms   8 now, ms (tests only)
-- Reply the five counts of the last whole minute; for the last 24 hours, sessions ended, sum of their durations,
--       longest duration, ms
-- O(1), since fields of three minutes and 25 hours are kept
-- Fields: m:<minute>:<number of the count>; h:<hour>:n sessions ended, h:<hour>:s sum of durations, h:<hour>:l longest
local now = clock(ARGV[8])
local minute = math.floor(now / 60000)
local hour = math.floor(now / 3600000)
local ended = ARGV[2] + ARGV[3] + ARGV[4]
begin_writing(KEYS[1])
if ARGV[1] + ARGV[5] + ended > 0 then
  for i = 1, 5 do
    if tonumber(ARGV[i]) > 0 then
      redis.call('HINCRBY', KEYS[1], 'm:' .. minute .. ':' .. i, ARGV[i])
    end
  end
  if ended > 0 then
    local prefix = 'h:' .. hour .. ':'
    redis.call('HINCRBY', KEYS[1], prefix .. 'n', ended)
    redis.call('HINCRBY', KEYS[1], prefix .. 's', ARGV[6])
    local longest = tonumber(redis.call('HGET', KEYS[1], prefix .. 'l') or '0') or 0
    if tonumber(ARGV[7]) > longest then
      redis.call('HSET', KEYS[1], prefix .. 'l', ARGV[7])
    end
  end
  redis.call('PEXPIRE', KEYS[1], 90000000)
end
local reply = {0, 0, 0, 0, 0, 0, 0, 0}
local outdated = {}
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local kind, time, name = string.match(fields[i], '^([mh]):(%d+):(%w)$')
  local value = string.match(fields[i + 1], '^%d+$') and tonumber(fields[i + 1]) or 0
  local age = kind and (kind == 'm' and minute or hour) - tonumber(time)
  if not age or age > (kind == 'm' and 2 or 24) then
    -- Not all that another program may have put there at once.
    outdated[math.min(#outdated + 1, 1000)] = fields[i]
  elseif kind == 'm' then
    local count = tonumber(name)
    if age == 1 and count and count >= 1 and count <= 5 then
      reply[count] = value
    end
  elseif name == 'n' then
    reply[6] = reply[6] + value
  elseif name == 's' then
    reply[7] = reply[7] + value
  elseif name == 'l' then
    reply[8] = math.max(reply[8], value)
  end
end
if #outdated > 0 then
  redis.call('HDEL', KEYS[1], unpack(outdated))
end
return reply
