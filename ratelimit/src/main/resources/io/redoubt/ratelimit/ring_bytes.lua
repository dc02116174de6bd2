-- How a ring that is not written as a whole is read and written. Follows ring.lua.

-- The bytes of a number of entries from a place on, which may lie around the end.
local function read(place, count)
  if count == 0 then return '' end
  place = place % capacity
  local first = math.min(count, capacity - place)
  local at = HEADER + place * 4
  local bytes = redis.call('GETRANGE', ring, at, at + first * 4 - 1)
  if count > first then
    bytes = bytes .. redis.call('GETRANGE', ring, HEADER, HEADER + (count - first) * 4 - 1)
  end
  return bytes
end

-- Writes the bytes of entries from a place on.
local function write(place, bytes)
  place = place % capacity
  local first = math.min(#bytes, (capacity - place) * 4)
  redis.call('SETRANGE', ring, HEADER + place * 4, string.sub(bytes, 1, first))
  if #bytes > first then
    redis.call('SETRANGE', ring, HEADER, string.sub(bytes, first + 1))
  end
end
