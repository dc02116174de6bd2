-- How refunds write: the time to live stays. Works without memory: the server refuses no write in a script that has
-- written before, and PEXPIRE needs no memory. Follows clock.lua.

-- The longest window of an algorithm that only counts: 366 days.
local LONGEST = 31622400000000

-- Sets the time to live to what it is, or to a window where another program has removed it. Returns it in ms.
local function keep(key, window_micros)
  local left = redis.call('PTTL', key)
  left = left < 0 and math.ceil(window_micros / 1000) or math.max(left, 1)
  redis.call('PEXPIRE', key, left)
  return left
end

-- Replaces a value; false to delete it.
local function rewrite(key, value)
  if value then
    redis.call('SET', key, value, 'PX', keep(key, LONGEST))
  else
    redis.call('DEL', key)
  end
end

-- The functions of the algorithms, by their names.
local algorithms = {}
