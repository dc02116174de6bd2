-- Adds the counts of one process to those of all, and returns what they tell. Adds all of them or, if anything is
-- refused, none.
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
local values = {}
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  local text = fields[i + 1]
  values[fields[i]] = #text <= 18 and string.match(text, '^%d+$') and tonumber(text) or 0
end
local changes = {}
local function set(name, value)
  values[name] = value
  changes[#changes + 1] = name
  changes[#changes + 1] = digits(value)
end
local function add(name, count)
  if count > 0 then
    set(name, (values[name] or 0) + count)
  end
end
for i = 1, 5 do
  add('m:' .. minute .. ':' .. i, tonumber(ARGV[i]))
end
local ended = ARGV[2] + ARGV[3] + ARGV[4]
if ended > 0 then
  local prefix = 'h:' .. hour .. ':'
  add(prefix .. 'n', ended)
  add(prefix .. 's', tonumber(ARGV[6]))
  if tonumber(ARGV[7]) > (values[prefix .. 'l'] or 0) then
    set(prefix .. 'l', tonumber(ARGV[7]))
  end
end
begin_writing(KEYS[1])
if #changes > 0 then
  -- First, where the key is there, so that a user who may not do so adds nothing.
  local lives = redis.call('PEXPIRE', KEYS[1], 90000000) == 1
  redis.call('HSET', KEYS[1], unpack(changes))
  if not lives then
    redis.call('PEXPIRE', KEYS[1], 90000000)
  end
end
local reply = {0, 0, 0, 0, 0, 0, 0, 0}
local outdated = {}
for field, value in pairs(values) do
  local kind, time, name = string.match(field, '^([mh]):(%d+):(%w)$')
  local age = kind and (kind == 'm' and minute or hour) - tonumber(time)
  if not age or age > (kind == 'm' and 2 or 24) then
    -- Not all that another program may have put there at once.
    outdated[math.min(#outdated + 1, 1000)] = field
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
