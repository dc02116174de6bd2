-- What an algorithm that only counts has stored under a key: three or four numbers, and the generation, a number drawn
-- when counting begins.
--
--   28 bytes, big-endian   us of the last admission (8)   number (8)   number (8)   generation (4); IEEE 754 doubles
--   or 36 bytes            with one more number before the generation
--
-- Something else counts as nothing, also an admission more than 366 days ahead of the clock: time never runs
-- backwards under a key, so that it would be now until then.
local MOST, AHEAD = 9007199254740992, 31622400000000

local function whole(number)
  return number >= 0 and number < MOST and number % 1 == 0
end

-- The numbers, or nothing.
local function stored(key, bytes)
  local value = redis.call('GET', key)
  if not value or #value ~= bytes then return end
  local last, first, second, third, generation
  if bytes == 28 then
    last, first, second, generation = struct.unpack('>dddI4', value)
    third = 0
  else
    last, first, second, third, generation = struct.unpack('>ddddI4', value)
  end
  if whole(last) and last <= clock + AHEAD and whole(first) and whole(second) and whole(third) then
    return last, generation, first, second, third
  end
end
